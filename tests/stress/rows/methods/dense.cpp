// SPDX-License-Identifier: Apache-2.0
// dense: a map over the rows in which nothing is absent. It throws at 9 and crashes at 8.
#include <accel/method.h>

#include <cstdlib>

struct Dense : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::text("filename"), accel::int32("digit"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename"), accel::int32("digit")).present(),
            [](std::string_view name, std::int32_t digit) {
              if (digit == 8) std::abort();
              if (digit == 9) throw accel::Error("nine");
              return std::pair(std::string(name), digit);
            });
  }
};
ACCEL_METHOD(Dense)
