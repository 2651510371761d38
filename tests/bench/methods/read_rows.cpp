// SPDX-License-Identifier: Apache-2.0
// read_rows: reads what write_rows wrote, row by row; the result is a sum over all columns.
#include <accel/method.h>

#include "words.h"

struct ReadRows : accel::Method {
  accel::Dataset source = dataset("source");

  std::int64_t analysis(int slice) {
    bench::Sums sums;
    for (auto [number, real, word] :
         source.rows(slice, accel::int64("number"), accel::float64("real"), accel::text("word"))) {
      sums.add(number, real, word);
    }
    return sums.total();
  }

  std::int64_t synthesis(const std::vector<std::int64_t>& slices) { return accel::merged(slices); }
};
ACCEL_METHOD(ReadRows)
