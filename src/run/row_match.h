// SPDX-License-Identifier: Apache-2.0
// Finds the rows of an input that an earlier job has processed, by identities or by names and
// digests of files. Reads no values. The work grows with the number of parts or of files.
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

/// By slice; in each slice, in the order of the rows.
using SameSlices = std::vector<std::vector<SameRows>>;

/// The rows that have the identities of an earlier row in all columns. Both lists have the same
/// columns in the same order, and at least one.
SameSlices same_rows(const std::vector<ColumnParts>& now, const std::vector<ColumnParts>& before);

/// The files that have the name and the content of an earlier file.
SameSlices same_files(const std::vector<InputFile>& now, std::size_t slices,
                      const std::vector<InputFile>& before, std::size_t slices_before);

}  // namespace accel
