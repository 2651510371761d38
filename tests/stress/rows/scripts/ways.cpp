// SPDX-License-Identifier: Apache-2.0
// Maps that do not simply go over the rows of their own slice.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  for (const char* how :
       {"numbers", "twice", "after_write", "next_slice", "all_rows", "in_prepare", "row_count"}) {
    rows.build("way", {{"source", rows.source}, {"pace", rows.source}, {"how", how}});
  }
}
