// SPDX-License-Identifier: Apache-2.0
// Rows at which an earlier attempt at this slice ended, because they took too long or crashed the
// worker: Writer::map makes them bad rows without calling its function. If the attempt ended in a
// batch of several rows, Writer::map_batches computes each of them alone.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace accel {

/// A row of one of the maps that a slice runs. Nested maps are not counted.
struct MapRow {
  std::int64_t map = 0;    ///< from 1; 0: the row does not belong to a map
  std::int64_t row = -1;   ///< -1: none
  std::int64_t batch = 1;  ///< more: `row` is the first of a batch of so many rows
  friend auto operator<=>(const MapRow&, const MapRow&) = default;
};

struct SkipReason {
  std::string text;
  std::string cause;  ///< see bad_rows.h
  friend bool operator==(const SkipReason&, const SkipReason&) = default;
};
using SkippedRows = std::map<MapRow, SkipReason>;

/// For the slice that begins now in this process; its maps are counted from here.
void set_skipped_rows(SkippedRows rows);

}  // namespace accel
