// SPDX-License-Identifier: Apache-2.0
// The settings of `[images]` in accel.toml, for all pictures of this process: which kinds are read
// in addition to the usual ones, and what one picture may take. The job's process sets them, before
// any picture, with `accel_image_set_limits`.
#pragma once

#include "base/image_settings.h"
#include "image/budget.h"
#include "image/kind.h"

#include <accel/export.h>

namespace accel {

/// Throws LimitError when the kind is one that accel.toml must allow, and does not.
void check_allowed(Kind kind);

/// Throws LimitError when `size` has more pixels than a picture may have.
void check_pixels(Size size);

/// For one picture, from now on.
Budget new_budget();

}  // namespace accel

extern "C" ACCEL_EXPORT void accel_image_set_limits(const accel::ImageSettings& settings);
