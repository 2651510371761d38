// SPDX-License-Identifier: Apache-2.0
// Characters of UTF-8, and which of them can be shown as they are. All of it is in this header,
// because the modules of libaccel_image.so use it too and cannot use compiled code of base.
#pragma once

#include <cstddef>
#include <string_view>

namespace accel {

/// Length of the valid UTF-8 character at the front of `text`, or 0 (RFC 3629, section 4).
inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned a = byte(0);
  const unsigned b = byte(1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a <= 0xDF) return tail(1) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    if ((a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F)) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    if ((a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F)) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

/// Characters that change the direction of writing, also of the text beside them: U+200E, U+200F,
/// U+202A to U+202E, U+2066 to U+2069.
inline bool is_direction(std::string_view character) {
  if (!character.starts_with("\xE2")) return false;
  const std::string_view rest = character.substr(1);
  return rest == "\x80\x8E" || rest == "\x80\x8F" || (rest >= "\x80\xAA" && rest <= "\x80\xAE") ||
         (rest >= "\x81\xA6" && rest <= "\x81\xA9");
}

/// Length of the character at the front of `text`, which is not empty, that can be shown as it is;
/// 0 when there is none.
inline std::size_t shown_length(std::string_view text) {
  const std::size_t length = utf8_length(text);
  const auto first = static_cast<unsigned char>(text[0]);
  const bool is_c1 = length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
  return first < 0x20 || first == 0x7F || is_c1 || is_direction(text.substr(0, length)) ? 0
                                                                                        : length;
}

}  // namespace accel
