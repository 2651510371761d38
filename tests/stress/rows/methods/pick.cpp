// SPDX-License-Identifier: Apache-2.0
// pick: the rows with an even digit, and the others that have a name, without copies.
#include <accel/method.h>

struct Pick : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer even = keep_from(source);
  accel::Writer rest = keep_from(source).named("rest");

  void analysis(int slice) {
    auto rows = source.rows(slice, accel::maybe(accel::text("filename")),
                            accel::maybe(accel::int32("digit")));
    for (auto [name, digit] : rows) {
      if (name) (digit && *digit % 2 == 0 ? even : rest).keep(rows.row());
    }
  }
};
ACCEL_METHOD(Pick)
