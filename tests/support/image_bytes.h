// SPDX-License-Identifier: Apache-2.0
// Numbers and texts put at the end of a file that a test writes by hand.
#pragma once

#include "test_images.h"

#include <string_view>

namespace accel {

inline void append(File& file, std::uint32_t number, int width, bool big_endian = false) {
  for (int i = 0; i < width; ++i) {
    const int shift = 8 * (big_endian ? width - 1 - i : i);
    file.push_back(static_cast<std::uint8_t>(std::uint64_t{number} >> shift));
  }
}

inline void append(File& file, std::string_view text) {
  file.insert(file.end(), text.begin(), text.end());
}

}  // namespace accel
