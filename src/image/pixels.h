// SPDX-License-Identifier: Apache-2.0
// A decoded picture in memory, in sRGB, and simple operations on it: turning, alpha over white,
// grey to colour, and the size of a thumbnail. Needs no image library.
#pragma once

#include <accel/types.h>

namespace accel {

/// Rows from the top, no gaps, one byte per band: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
/// Alpha is not premultiplied.
struct Pixels {
  Size size;
  int bands = 0;
  Buffer data;
  bool is_cmyk = false;  ///< not sRGB yet: the 4 bands are inks, 255 all of one
  Buffer profile{};      ///< ICC, not applied yet; may be empty

  std::size_t count() const {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  }
  bool has_alpha() const { return bands == 2 || bands == 4; }
  std::uint8_t* row(int y) { return data.data() + row_offset(y); }
  const std::uint8_t* row(int y) const { return data.data() + row_offset(y); }

 private:
  std::size_t row_offset(int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) *
           static_cast<std::size_t>(bands);
  }
};

/// Stored rows of `stride` bytes, to be read as if they had been turned upright.
struct TurnedView {
  const std::uint8_t* data;
  std::ptrdiff_t stride;
  Size stored;
  int bands;

  /// Row `y` of the upright picture.
  void copy_row(int orientation, int y, std::uint8_t* out) const;
};

/// Room for a picture; the pixels are not initialised.
Pixels make_pixels(Size size, int bands);

/// `size` after turning by an EXIF orientation, or before (it is its own inverse).
Size turned(Size size, int orientation);

/// The picture turned so that orientation 1 fits it.
Pixels turn_upright(Pixels stored, int orientation);

/// Without alpha: what shows through is white.
Pixels lay_over_white(Pixels pixels);

/// `size` scaled down to fit inside `box`; never enlarged; sides rounded to nearest, at least 1.
Size fit_inside(Size size, Size box);

}  // namespace accel
