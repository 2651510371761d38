// SPDX-License-Identifier: Apache-2.0
// Calls of a job's process to libaccel_image.so, if the method has loaded it; otherwise they do
// nothing.
#pragma once

#include "base/image_settings.h"

namespace accel {

/// Sets which pictures are read, in this process and those forked from it.
void limit_images(const ImageSettings& settings);
/// Makes pixel work an error that names `phase`. Null allows it again.
void forbid_pixels(const char* phase);

}  // namespace accel
