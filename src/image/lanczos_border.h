// SPDX-License-Identifier: Apache-2.0
// The samples of a scaled plane that are so near a border that the filter reaches over it: Lanczos
// with three lobes, cut off at the border, its weights divided by their sum.
#pragma once

#include "image/plane.h"

namespace accel {

/// The outermost columns of `out`, which shows `shown` of the rows of `in`.
void scale_borders_across(const Plane& in, const Span& shown, Plane& out);
/// The outermost rows of `out`, which shows `shown` of the columns of `in`.
void scale_borders_down(const Plane& in, const Span& shown, Plane& out);

}  // namespace accel
