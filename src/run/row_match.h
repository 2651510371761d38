// SPDX-License-Identifier: Apache-2.0
// Finds the rows of an input that an earlier job has processed, by what is known of them: nothing
// is read. The work is in proportion to the parts of the columns, or the number of files.
#pragma once

#include "dataset/input_list.h"
#include "dataset/parts.h"

#include <cstdint>
#include <vector>

namespace accel {

/// Rows [first, first + rows) of a slice are rows [from, from + rows) of the earlier job's slice
/// `from_slice`.
struct SameRows {
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  std::size_t from_slice = 0;
  std::uint64_t from = 0;
  bool operator==(const SameRows&) const = default;
};

/// By slice; in each, in the order of the rows.
using SameSlices = std::vector<std::vector<SameRows>>;

/// The rows that have the identity of earlier rows in each column. Both lists have the same columns
/// in the same order, at least one.
SameSlices same_rows(const std::vector<ColumnParts>& now, const std::vector<ColumnParts>& before);

/// The files of that name and content.
SameSlices same_files(const std::vector<InputFile>& now, std::size_t slices,
                      const std::vector<InputFile>& before, std::size_t slices_before);

}  // namespace accel
