// SPDX-License-Identifier: Apache-2.0
#include "dataset/loop_mark.h"

#include <accel/cursor.h>

namespace accel {
namespace {

LoopMark nowhere;
LoopMark* current = &nowhere;

}  // namespace

LoopMark& current_tally() { return *current; }

void set_current_tally(LoopMark& tally) {
  current = &tally;
  detail::current_row() = &tally.row;
}

void tally_rows(std::int64_t rows) {
  if (current->map == 0) __atomic_store_n(&current->rows, rows, __ATOMIC_RELAXED);
}

void tally_bytes(std::int64_t bytes) {
  __atomic_store_n(&current->bytes, current->bytes + bytes, __ATOMIC_RELAXED);
}

namespace detail {

std::int64_t*& current_row() {
  static std::int64_t* row = &nowhere.row;
  return row;
}

}  // namespace detail
}  // namespace accel
