// SPDX-License-Identifier: Apache-2.0
// The first directory of a TIFF structure: a TIFF file's size and the meaning of its samples, or
// the orientation in EXIF, which has the same structure. The bytes may be hostile.
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

  /// The numbers of a tag, 16 at most; none if it is absent, damaged, or not a list of numbers.
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

/// The orientation, 1 to 8, that a TIFF file or EXIF states. 1 if it states none: damaged EXIF does
/// not make a damaged picture.
int tiff_orientation(Bytes tiff);

/// What the bands of a decoded TIFF mean besides the colours, which come first.
struct TiffExtras {
  int count = 0;             ///< bands after the colours
  std::optional<int> alpha;  ///< which of them is alpha, from 0 on
};

/// Throws Error if the samples are of a sort that libvips would misread: numbers that are signed,
/// floating-point or of 32 bits, inks that are not CMYK, colours that it does not convert.
TiffExtras tiff_extras(Bytes tiff);

}  // namespace accel
