// SPDX-License-Identifier: Apache-2.0
// The texts of the rows that are written, and the sums by which reading is checked: shared by the
// methods and by the plain loops they are compared with.
#pragma once

#include <cstdint>
#include <string_view>

namespace bench {

/// The text of row i: 4 to 19 bytes, 11.5 on average.
inline std::string_view word(std::int64_t i) {
  constexpr std::string_view letters = "the quick brown fox jumps over the lazy dog";
  return letters.substr(static_cast<std::size_t>(i % 23), 4 + static_cast<std::size_t>(i & 15));
}

struct Sums {
  std::int64_t whole = 0;
  double real = 0;
  std::int64_t letters = 0;

  void add(std::int64_t number, double value, std::string_view text) {
    whole += number;
    real += value;
    letters += static_cast<std::int64_t>(text.size()) + text.front();
  }
  std::int64_t total() const { return whole + static_cast<std::int64_t>(real) + letters; }
};

}  // namespace bench
