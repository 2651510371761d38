// SPDX-License-Identifier: Apache-2.0
// A decoded picture in memory, in sRGB, and simple operations on it: turning, alpha over white,
// grey to colour, and the size of a thumbnail. Needs no image library.
#pragma once

#include <accel/image.h>

#include <compare>

namespace accel {

/// Rows from the top, no gaps, one byte per band: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
/// Alpha is not premultiplied.
struct Bitmap {
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

/// A stretch of a side of a picture, in samples; it may begin and end between two of them.
struct Span {
  double start = 0, length = 0;
  friend auto operator<=>(const Span&, const Span&) = default;
};

/// A part of a picture or of a plane.
struct Extent {
  Span x, y;
  friend auto operator<=>(const Extent&, const Extent&) = default;
};

/// All of a picture of `size`.
constexpr Extent whole(Size size) {
  return {{0, static_cast<double>(size.width)}, {0, static_cast<double>(size.height)}};
}

/// What `part` of a picture of `size` is in a copy of it that covers `extent`.
Extent part_of(const Extent& extent, const Extent& part, Size size);

/// The part of the stored picture that is `part` of the upright one.
Extent turned_back(const Extent& part, int orientation, Size stored);

/// Stored rows of `stride` bytes, to be read as if they had been turned upright.
struct TurnedView {
  const std::uint8_t* data;
  std::ptrdiff_t stride;
  Size stored;
  int bands;

  /// Row `y` of the upright picture.
  void copy_row(int orientation, int y, std::uint8_t* out) const;
};

/// ITU-R BT.601, in 16 bits after the point, as Pillow computes it.
constexpr std::uint8_t luma(int red, int green, int blue) {
  return static_cast<std::uint8_t>((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
}

/// `size` bytes, not initialised, aligned to 64.
Buffer aligned_buffer(std::size_t size);
bool is_aligned(const void* data);

/// Room for a picture, aligned to 64 bytes; the pixels are not initialised.
Bitmap make_bitmap(Size size, int bands);

/// `size` after turning by an EXIF orientation, or before (it is its own inverse).
Size turned(Size size, int orientation);

/// The picture turned so that orientation 1 fits it.
Bitmap turn_upright(Bitmap stored, int orientation);

/// Without alpha: what shows through is white.
Bitmap lay_over_white(Bitmap pixels);

/// The pixels of `part`, which is inside.
Bitmap cut(const Bitmap& pixels, Rect part);

/// One band of luma, or red, green and blue, over white; or these and alpha.
Bitmap in_colours(Bitmap pixels, Colours colours);

/// In the middle of a picture of `canvas`, neither side of which is smaller, on `fill`. Grey
/// becomes RGB if `fill` is not grey.
Bitmap on_canvas(Bitmap pixels, Size canvas, Colour fill);

/// `size` scaled to the largest that fits inside `box`; sides rounded to nearest, at least 1.
Size scaled_into(Size size, Size box);

/// `size` scaled down to fit inside `box`; never enlarged; sides rounded to nearest, at least 1.
Size fit_inside(Size size, Size box);

}  // namespace accel
