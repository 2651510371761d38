// SPDX-License-Identifier: Apache-2.0
// Pictures for tests, made at run time, and a second opinion on what accel wrote: both by libvips,
// apart from the code under test. The colours of a test picture are in quarters, so that turning it
// shows: red and green above, blue and white below.
#pragma once

#include <accel/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace accel {

using File = std::vector<std::uint8_t>;

enum class StoredColours {
  rgb,
  rgba,
  grey,
  grey_alpha,
  rgb16,
  grey16,
  cmyk,
  cmyk_with_profile,
  p3
};

/// A picture of quarters in the format that `suffix` says in libvips' way: ".jpg[Q=100]", ".png".
/// If it has alpha, the right half is transparent (0) above and half so (128) below.
File make_picture(const std::string& suffix, Size size, StoredColours colours = StoredColours::rgb);

/// A GIF, WebP or TIFF of three frames or pages: the quarters, then black, then black.
File make_pages(const std::string& suffix, Size size);

/// A TIFF or WebP with that orientation.
File make_turned_picture(const std::string& suffix, Size size, int orientation);

/// A picture that libvips gives that EXIF, which begins with "Exif\0\0".
File make_picture_with_exif(const std::string& suffix, Size size, const File& exif);

/// A BMP of quarters with `bits` 24 or 32, its top row first or last.
File make_bmp(Size size, int bits, bool top_down);

/// A picture of 8x8 pixels that are all alike.
struct PlainTiff {
  int photometric = 0;
  std::vector<int> pixel{};  ///< 0 to 255 a sample, whatever the bits
  int bits = 8;
  int format = 0;             ///< SampleFormat; 0: none is said
  std::vector<int> extras{};  ///< ExtraSamples; none: none are said
  bool is_big_endian = false, is_planar = false;
  std::vector<std::pair<int, int>> tags{};  ///< further ones, of one u16
  File profile{};
};
File make_tiff(const PlainTiff& plain);

/// A picture of one colour in the format that `suffix` says; grey with 1 sample or 2, RGB with 3
/// or 4.
File make_plain(const std::string& suffix, const std::vector<int>& pixel, const File& profile = {});

/// A GIF of the quarters, `frame` large, at `left` and `top` of its screen; `colours` 0 to 3.
File make_gif(Size screen, int left, int top, Size frame);

/// An ICC profile of grey whose light grows with that power of the samples.
File grey_profile(double gamma);

/// iCCP's payload.
File png_profile(const File& profile);

/// A TIFF structure of one directory with one entry, the orientation, as EXIF is.
File make_exif(int orientation, bool big_endian = false);

/// The file with that EXIF structure put in.
File jpeg_with_exif(const File& jpeg, const File& exif);
File png_with_exif(const File& png, const File& exif, bool after_pixels);

/// A picture without two pixels alike, of 1, 3 or 4 bands; the last of 4 is 255 throughout.
File make_noise(const std::string& suffix, Size size, int bands);

/// A PNG of 8 bits with that colour type and those rows, each after the type of its filter, whether
/// they fit or not; `chunks` (type, payload) stand before them.
File make_png(Size size, std::uint8_t colour, const File& rows,
              const std::vector<std::pair<std::string, File>>& chunks = {});

/// A PNG of nothing but a header that claims `size`.
File make_png_header(std::uint32_t width, std::uint32_t height);

/// What libvips, or for BMP twenty lines in this file, make of a file.
struct Decoded {
  Size size;
  int bands = 0;
  std::vector<std::uint8_t> pixels;
  std::vector<std::string> metadata;  ///< names of EXIF, ICC, XMP, IPTC, and of any turning

  std::vector<int> at(int x, int y) const;
  /// The middle of the quarter: column 0 or 1, row 0 or 1.
  std::vector<int> quarter(int column, int row) const;
};
Decoded decode(Bytes file);

/// The word for a pixel that is plainly "red", "green", "blue", "white" or "black", else "?".
std::string colour_of(const std::vector<int>& pixel);

/// The words of the four quarters of a picture, row by row: "red green blue white".
std::string quarters_of(Bytes file);

}  // namespace accel
