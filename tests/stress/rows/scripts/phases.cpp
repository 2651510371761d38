// SPDX-License-Identifier: Apache-2.0
// What depends on more than a row: all rows, those before it, files.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  rows.build("scale");
  rows.build("loop");
  rows.build("total");
  rows.build("sum");
  rows.build("save");
}
