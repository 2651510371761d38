// SPDX-License-Identifier: Apache-2.0
// loop: a plain loop, in which a row depends on those before it.
#include <accel/method.h>

struct Loop : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("so_far"));

  void analysis(int slice) {
    std::int64_t sum = 0;
    for (auto size : source.rows(slice, accel::maybe(accel::int64("size")))) {
      sum += size.value_or(0);
      size ? out.write(sum) : out.write_absent();
    }
  }
};
ACCEL_METHOD(Loop)
