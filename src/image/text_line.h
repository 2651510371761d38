// SPDX-License-Identifier: Apache-2.0
// Lines of text as pixels, in any script that the system has fonts for, shortened or broken to a
// width. By pango, in the module that links libvips.
#pragma once

#include <accel/types.h>

#include <string>
#include <vector>

namespace accel {

struct TextStyle {
  int height;  ///< of the font, in pixels
  bool is_bold;
  int shade;  ///< of grey, 0: black
};

/// How much ink each pixel has, 0 to 255.
struct TextMask {
  Size size;
  int down = 0;  ///< from the top of the line to the first row
  std::vector<std::uint8_t> ink;

  const std::uint8_t* row(int y) const {
    return ink.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width);
  }
};

/// `text`, or when that is wider than `width` pixels its beginning and its end around "…".
TextMask fitted(const std::string& text, const TextStyle& style, int width);

/// `text` in lines not wider than `width`, `most` of them at most; the last is shortened.
std::vector<TextMask> wrapped(const std::string& text, const TextStyle& style, int width, int most);

}  // namespace accel
