// SPDX-License-Identifier: Apache-2.0
// BMP, which libvips supports only through ImageMagick: written with 24 bits, read with 24 or 32,
// without compression. Other BMPs are an Error that says what they are.
#pragma once

#include "image/bitmap.h"

#include <accel/types.h>

namespace accel {

/// Width and height, also of a picture that is stored from the top down. Throws Error.
Size bmp_size(Bytes encoded);

/// The pixels, RGB or RGB and alpha. Throws Error.
Bitmap decode_bmp(Bytes encoded);

/// `pixels` must have no alpha; grey becomes colour.
Buffer encode_bmp(const Bitmap& pixels);

}  // namespace accel
