// SPDX-License-Identifier: Apache-2.0
// Files that rows save under names that rows may share: then the job fails.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  rows.build("save", {{"source", rows.source}, {"by_text", true}});
}
