// SPDX-License-Identifier: Apache-2.0
// write_rows: a dataset of (int64, float64, text).
#include <accel/method.h>

#include "words.h"

struct WriteRows : accel::Method {
  std::int64_t rows = option("rows", 1'000'000);
  accel::Writer out = writer(accel::int64("number"), accel::float64("real"), accel::text("word"));

  void analysis(int slice) {
    const std::int64_t first = rows * slice / slices();
    const std::int64_t last = rows * (slice + 1) / slices();
    for (std::int64_t i = first; i < last; ++i) {
      out.write(i, 0.5 * static_cast<double>(i), bench::word(i));
    }
  }
};
ACCEL_METHOD(WriteRows)
