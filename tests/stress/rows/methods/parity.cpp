// SPDX-License-Identifier: Apache-2.0
// parity: whether a number is odd.
#include <accel/method.h>

struct Parity : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::boolean("is_odd"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("number")), [](std::int64_t n) { return n % 2 != 0; });
  }
};
ACCEL_METHOD(Parity)
