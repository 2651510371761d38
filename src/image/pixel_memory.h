// SPDX-License-Identifier: Apache-2.0
// From the library's bitmaps to the pixels that methods see, and back.
#pragma once

#include "image/bitmap.h"

#include <accel/pixels.h>

namespace accel {

/// Takes over the memory, and copies it only if it is not aligned to 64 bytes.
Pixels to_pixels(Bitmap bitmap);

/// A copy.
Bitmap to_bitmap(const Pixels& pixels);

}  // namespace accel
