// SPDX-License-Identifier: Apache-2.0
// From an encoded picture to its pixels, or to another file: upright, in sRGB or grey. This file
// decides which backend decodes what.
#pragma once

#include "image/picture.h"
#include "image/pixels.h"

#include <accel/image.h>

namespace accel {

/// The size that fits inside `box`, upright; never above the stored one.
Size fitted(const Picture& picture, Size box);

/// The picture in `size`, upright, neither side above the stored one. Throws Error when it cannot
/// be decoded, or takes more than accel.toml allows.
Pixels decode_upright(const Picture& picture, Size size);

/// The picture as a file, without metadata; over white where the format has no alpha.
Buffer encode_upright(const Picture& picture, Size size, Format format, int quality);

}  // namespace accel
