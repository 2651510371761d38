// SPDX-License-Identifier: Apache-2.0
// Several columns, several writers, absent values, values of slices, other inputs, batches.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  rows.build("mix");
  rows.build("two");
  const std::string dense = rows.build("dense").id();
  rows.build("count");
  for (const std::string& table : {dense, rows.source}) {
    rows.build("near", {{"source", rows.source}, {"table", table}, {"weight", "weight.txt"}});
  }
  rows.build("hum");
}
