// SPDX-License-Identifier: Apache-2.0
// The method of the job that is broken: in the tests' own process, and as a plugin.
#pragma once

#include <accel/method.h>

namespace accel::faults {

inline constexpr int kRows = 6;  // a slice

/// Doubles numbers, with one bad row a slice, a result, and files of its own.
struct Doubling : Method {
  Dataset source = dataset("source");
  Writer out = append_to(source, int64("double"));

  std::int64_t prepare() { return 2; }
  std::int64_t analysis(int slice, std::int64_t factor) {
    std::int64_t sum = 0;
    out.map(source.rows(slice, int64("n")), [&](std::int64_t n) {
      if (n % kRows == 3) throw Error("three");
      sum += n;
      return n * factor;
    });
    if (slice > 0) save_file("of/" + std::to_string(slice), Bytes(std::string_view("a slice\n")));
    return sum;
  }
  std::int64_t synthesis(std::int64_t /*factor*/, const std::vector<std::int64_t>& sums) {
    save_file("own.txt", Bytes(std::string_view("of my own\n")));
    return merged(sums);
  }
};

}  // namespace accel::faults
