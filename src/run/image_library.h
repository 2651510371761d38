// SPDX-License-Identifier: Apache-2.0
// What a job's process asks of libaccel_image.so, where the method has loaded it; else nothing
// happens.
#pragma once

#include "base/image_settings.h"

namespace accel {

/// Which pictures are read, in this process and those forked from it.
void limit_images(const ImageSettings& settings);
/// Makes pixel work an error that names `phase`; null: it is allowed again.
void forbid_pixels(const char* phase);

}  // namespace accel
