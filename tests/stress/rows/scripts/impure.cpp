// SPDX-License-Identifier: Apache-2.0
// Maps whose functions depend on more than their rows: on the rows before, on the slice, on how
// many slices or files there are.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd, true);
  rows.build("first");
  rows.build("way", {{"source", rows.source}, {"pace", rows.source}, {"how", "slice"}});
}
