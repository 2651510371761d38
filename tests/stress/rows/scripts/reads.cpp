// SPDX-License-Identifier: Apache-2.0
// Jobs that read only a part of their source, and jobs that read those.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  const std::string loud =
      rows.build("shout", {{"source", rows.source}, {"mark", urd.args().at(1)}}).id();
  for (const char* what : {"digits", "sizes", "borders", "list", "louds"}) {
    rows.build("part", {{"source", loud}, {"what", what}});
  }
  rows.build("parity", rows.build("part", {{"source", loud}, {"what", "digits"}}).id());
}
