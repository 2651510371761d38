// SPDX-License-Identifier: Apache-2.0
// From an encoded picture to its pixels, or to another file: upright, in sRGB or grey. This file
// decides which backend decodes what.
#pragma once

#include "image/bitmap.h"
#include "image/picture.h"

#include <accel/image.h>

namespace accel {

/// A part of the upright picture, scaled to `size`.
struct ScaledPart {
  Extent part;
  Size size;
};

/// All of the picture, fitted inside `box`; never enlarged.
ScaledPart fitted(const Picture& picture, Size box);

/// The pixels of a part. Throws Error when the picture cannot be decoded, or takes more than
/// accel.toml allows.
Bitmap decode_upright(const Picture& picture, const ScaledPart& shown);

/// A part as a file, without metadata; over white where the format has no alpha.
Buffer encode_upright(const Picture& picture, const ScaledPart& shown, Format format, int quality);

/// Upright pixels as such a file.
Buffer encode_bitmap(Bitmap pixels, Format format, int quality);

}  // namespace accel
