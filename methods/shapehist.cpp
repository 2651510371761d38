// SPDX-License-Identifier: Apache-2.0
// shapehist: how many pictures there are of each shape, {"3840x2026": 150, ...}.
#include <accel/method.h>

struct ShapeHist : accel::CagedMethod {
  using Counts = std::map<std::string, std::int64_t>;
  accel::Dataset source = dataset("source");

  Counts analysis(int slice) {
    Counts counts;
    for (accel::Json shape : source.rows(slice, accel::json("shape")).present()) {
      const auto [width, height] = shape.as<accel::Size>();
      ++counts[std::to_string(width) + "x" + std::to_string(height)];
    }
    return counts;
  }

  Counts synthesis(const std::vector<Counts>& slices) { return accel::merged(slices); }
};
ACCEL_METHOD(ShapeHist)
