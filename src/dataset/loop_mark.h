// SPDX-License-Identifier: Apache-2.0
// How far the loop over rows in this process is. The loop itself notes it in memory that others can
// read, with one store per row.
#pragma once

#include <cstdint>

namespace accel {

struct LoopMark {
  std::int64_t row =
      -1;  ///< that is worked on, or rows_done() (accel/cursor.h); -1: before the first
  std::int64_t rows = -1;  ///< that the loop has; -1: not known
  std::int64_t bytes = 0;  ///< that were read, by this loop and those before
  /// The Writer::map that the row belongs to, from 1; 0: none; kTrialMap: the row is tried again.
  std::int64_t map = 0;
  std::int64_t batch = 1;  ///< how many rows are computed at once, from `row` on
  /// How many rows before `row` are kept and not computed. `rows` does not include them.
  std::int64_t kept = 0;
};
constexpr std::int64_t kTrialMap = -1;

/// The mark that loops in this process write to; private memory until another is set.
LoopMark& current_tally();
/// Sets it. `tally` must exist as long as loops run.
void set_current_tally(LoopMark& tally);

/// Notes that a loop over that many rows begins. Loops inside of a map's function do not count.
void tally_rows(std::int64_t rows);
/// Notes that this many more bytes were read.
void tally_bytes(std::int64_t bytes);

}  // namespace accel
