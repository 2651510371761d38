// SPDX-License-Identifier: Apache-2.0
// The rows that the maps of a slice go over when the job keeps the others of an earlier job.
#pragma once

#include "base/hash.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// Rows [first, first + rows) of a slice are rows [from, from + rows) of an earlier job's slice
/// `from_slice`.
struct SameRows {
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  std::size_t from_slice = 0;
  std::uint64_t from = 0;
  bool operator==(const SameRows&) const = default;
};

/// By slice; in each slice, in the order of the rows.
using SameSlices = std::vector<std::vector<SameRows>>;

struct RowSection {
  std::int64_t first = 0;
  std::int64_t end = 0;
  bool operator==(const RowSection&) const = default;
};

/// A kept row, which is computed again for comparison.
struct TrialRow {
  std::int64_t row = 0;
  std::map<std::string, Digest> values;  ///< by column; see value_digest()
  std::vector<std::string> files;        ///< see saved_file_text(); sorted
};

struct PlannedMap {
  std::vector<RowSection> compute;  ///< in order, without overlaps
  /// Whether the map ends with a trial. It computes again the first row that it computed, and
  /// `kept`. If the values differ, the function depends on more than its row.
  bool has_trial = false;
  std::optional<TrialRow> kept;
};

using PlannedRows = std::map<std::string, PlannedMap>;  ///< by the dataset that the map fills

/// Sets the planned rows of the slice that begins now in this process. Maps into datasets that they
/// do not name go over all rows.
void set_planned_rows(PlannedRows rows);
/// nullptr: the map goes over all rows.
const PlannedMap* find_planned_map(const std::string& dataset);

}  // namespace accel
