// SPDX-License-Identifier: Apache-2.0
// Maps on maps, and on rows that are kept from others.
#include "rows.h"

void accel_main(accel::Urd& urd) {
  Rows rows(urd);
  const std::string mark = urd.args().at(1);
  const std::string loud = rows.build("shout", {{"source", rows.source}, {"mark", mark}}).id();
  rows.build("shout", {{"source", loud}, {"mark", mark}, {"from", "loud"}, {"to", "louder"}});
  auto parts = rows.build("pick", loud);
  auto joined = rows.build("join", {{"first", parts.dataset("rest")}, {"second", parts}});
  rows.build("shout", {{"source", joined}, {"mark", mark}, {"to", "body"}});
  rows.build("dense", parts.id());
}
