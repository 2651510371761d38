// SPDX-License-Identifier: Apache-2.0
// JPEG files from pixels or planes, with libjpeg-turbo: baseline, the standard's tables, no
// metadata. Chroma has half the size below a quality of 90 and the full size from there on, as
// libvips and ImageMagick do.
#pragma once

#include "image/plane.h"

#include <accel/types.h>

namespace accel {

/// Whether chroma is stored at half the width and half the height.
constexpr bool halves_chroma(int quality) { return quality < 90; }

/// `pixels`: grey or RGB, no alpha. Throws Error when a side is above 65500.
Buffer encode_jpeg(const Bitmap& pixels, int quality);

/// Grey (1 plane), or full-range Y, Cb and Cr (3), the latter two of half the size, rounded up,
/// where `halves_chroma`. What lies right of their rows is overwritten.
Buffer encode_jpeg(Plane* planes, int count, int quality);

}  // namespace accel
