// SPDX-License-Identifier: Apache-2.0
// Converts what libvips loaded to grey or sRGB of 8 bits. The file or the kind of picture decides
// here what a band means; libvips goes by the number of bands.
#pragma once

#include "image/bitmap.h"
#include "image/picture.h"
#include "image/vips_pointer.h"

#include <optional>

namespace accel {

/// Which bands of a loaded picture count, and what the colours are.
struct Bands {
  VipsInterpretation meaning;
  int colours;               ///< so many, from the first on
  std::optional<int> alpha;  ///< this one
};

/// Samples that are packed (L*a*b*, Radiance) become numbers. Empty on failure.
VipsPointer unpacked(VipsPointer image);

/// The bands of an unpacked picture. Throws Error when its samples are of a sort that is not
/// converted.
Bands bands_of(const VipsPointer& image, const Picture& picture);

/// Grey or sRGB of 8 bits, followed by alpha if there is one. An ICC profile of inks is
/// applied, and one of grey or RGB is not. Empty on failure.
VipsPointer to_plain_colours(VipsPointer image, const Bands& bands);

/// The ICC profile that is to be applied to what `to_plain_colours` makes of the image; empty when
/// there is none.
Buffer profile_of(const VipsPointer& image, const Bands& bands);

}  // namespace accel
