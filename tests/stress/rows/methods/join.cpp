// SPDX-License-Identifier: Apache-2.0
// join: the rows of one dataset and then those of another, slice by slice, without copies.
#include <accel/method.h>

struct Join : accel::Method {
  accel::Dataset first = dataset("first"), second = dataset("second");
  accel::Writer out = keep_from(first);

  void analysis(int slice) {
    for (const accel::Dataset& dataset : {first, second}) {
      for (std::int64_t row = 0; row < dataset.row_count(slice); ++row) {
        out.keep(dataset, slice, row);
      }
    }
  }
};
ACCEL_METHOD(Join)
