// SPDX-License-Identifier: Apache-2.0
// count: a map, and a result: how many texts there are of each first letter.
#include <accel/method.h>

struct Count : accel::Method {
  using Counts = std::map<std::string, std::int64_t>;
  accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::text("letter"));

  Counts analysis(int slice) {
    Counts counts;
    for (std::string_view body : source.rows(slice, accel::text("body")).present()) {
      ++counts[std::string(body.substr(0, 1))];
    }
    out.map(source.rows(slice, accel::text("body")),
            [](std::string_view body) { return body.substr(0, 1); });
    return counts;
  }

  Counts synthesis(const std::vector<Counts>& slices) { return accel::merged(slices); }
};
ACCEL_METHOD(Count)
