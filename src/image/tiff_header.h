// SPDX-License-Identifier: Apache-2.0
// What the first directory of a TIFF structure says: of a TIFF file, its size and what its samples
// mean; of EXIF, which is built the same way, how the camera was held. The bytes may be hostile.
#pragma once

#include "image/numbers.h"

#include <optional>
#include <vector>

namespace accel {

/// The tags of a directory, each a list of whole numbers.
class TiffDirectory {
 public:
  /// The first directory; nothing where the bytes are not TIFF, or end before it does.
  static std::optional<TiffDirectory> find(Bytes tiff);

  /// The numbers of a tag, 16 at most; none where it is absent, damaged, or no list of numbers.
  std::vector<std::uint32_t> numbers(std::uint32_t tag) const;
  /// The first of them.
  std::optional<std::uint32_t> number(std::uint32_t tag) const;

 private:
  /// BigTIFF's numbers of 64 bits count as absent from 2^32 on: no file here is so large.
  std::optional<std::uint32_t> wide(std::size_t at) const;

  Bytes tiff_;
  Order order_ = Order::little;
  bool is_big_ = false;
  std::size_t entries_ = 0, count_ = 0;  ///< where the first is, how many there are
};

/// The orientation, 1 to 8, that `exif` states: a TIFF structure, with or without "Exif\0\0" in
/// front. 1 when it states none: damaged EXIF does not make a damaged picture.
int exif_orientation(Bytes exif);

/// What the bands of a decoded TIFF mean beside the colours, which come first.
struct TiffExtras {
  int count = 0;             ///< bands behind the colours
  std::optional<int> alpha;  ///< which of them is alpha, from 0 on
};

/// Throws Error when the samples are of a sort that libvips would take for another: numbers that
/// are signed, floating-point or of 32 bits, inks that are not CMYK, colours that it does not
/// convert.
TiffExtras tiff_extras(Bytes tiff);

}  // namespace accel
