// SPDX-License-Identifier: Apache-2.0
// sum: the sum of the sizes up to each text of the slice.
#include <accel/method.h>

struct Sum : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("sum"));

  void analysis(int slice) {
    std::int64_t sum = 0;
    out.map_in_order(source.rows(slice, accel::int64("size")),
                     [&](std::int64_t size) { return sum += size; });
  }
};
ACCEL_METHOD(Sum)
