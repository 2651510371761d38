// SPDX-License-Identifier: Apache-2.0
#include "dataset/late_rows.h"

#include <accel/writer.h>

#include <utility>

namespace accel {
namespace {

struct Late {
  std::set<std::int64_t> rows;
  std::string reason;
  std::int64_t next = -1;  ///< the first row that map() has not met; -1: none

  void go_on() {
    next = rows.empty() ? -1 : *rows.begin();
    if (!rows.empty()) rows.erase(rows.begin());
  }
};

Late& late() {
  static Late late;
  return late;
}

}  // namespace

void set_late_rows(std::set<std::int64_t> rows, std::string reason) {
  late() = {std::move(rows), std::move(reason), -1};
  late().go_on();
}

namespace detail {

const std::int64_t& late_row() { return late().next; }

std::string take_late_reason() {
  late().go_on();
  return late().reason;
}

}  // namespace detail
}  // namespace accel
