// SPDX-License-Identifier: Apache-2.0
// two: two maps over the same rows, into a new column and into a new dataset. One crashes at
// "x5".
#include <accel/method.h>

#include <cstdlib>

struct Two : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer back = append_to(source, accel::text("backwards"));
  accel::Writer odd = writer(accel::text("filename"), accel::boolean("is_odd")).named("odd");

  void analysis(int slice) {
    back.map(source.rows(slice, accel::text("body")), [](std::string_view body) {
      if (body == "x5") std::abort();
      return std::string(body.rbegin(), body.rend());
    });
    odd.map(source.rows(slice, accel::text("filename"), accel::int64("size")),
            [](std::string_view name, std::int64_t size) {
              if (size % 7 == 0) accel::bad_row("a multiple of seven");
              return std::pair(std::string(name), size % 2 == 1);
            });
  }
};
ACCEL_METHOD(Two)
