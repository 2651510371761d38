// SPDX-License-Identifier: Apache-2.0
// write_numbers: a dataset of one int64 column.
#include <accel/method.h>

struct WriteNumbers : accel::Method {
  std::int64_t rows = option("rows", 1'000'000);
  accel::Writer out = writer(accel::int64("number"));

  void analysis(int slice) {
    const std::int64_t last = rows * (slice + 1) / slices();
    for (std::int64_t i = rows * slice / slices(); i < last; ++i) out.write(i);
  }
};
ACCEL_METHOD(WriteNumbers)
