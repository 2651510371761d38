// SPDX-License-Identifier: Apache-2.0
// scale: sizes as shares of the largest, which prepare() finds.
#include <accel/method.h>

#include <algorithm>

struct Scale : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::float64("of_largest"));

  std::int64_t prepare() {
    std::int64_t largest = 1;
    for (std::int64_t size : source.rows(accel::int64("size")).present()) {
      largest = std::max(largest, size);
    }
    return largest;
  }

  void analysis(int slice, const std::int64_t& largest) {
    out.map(source.rows(slice, accel::int64("size")), [&](std::int64_t size) {
      return static_cast<double>(size) / static_cast<double>(largest);
    });
  }
};
ACCEL_METHOD(Scale)
