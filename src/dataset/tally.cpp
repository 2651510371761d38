// SPDX-License-Identifier: Apache-2.0
#include "dataset/tally.h"

#include <accel/cursor.h>

namespace accel {
namespace {

Tally nowhere;
Tally* current = &nowhere;

}  // namespace

Tally& current_tally() { return *current; }

void set_current_tally(Tally& tally) {
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
