// SPDX-License-Identifier: Apache-2.0
// Which rows of a dataset to read: those of some slices, the first, the last, or a random sample.
// Without an expression, the counts in the manifest decide this, before anything is read.
#pragma once

#include <accel/dataset.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace accel {

struct RowChoice {
  std::optional<std::string> slices;  ///< "0,2-3", in this order; default: all
  std::optional<std::string> where;   ///< an expression (<accel/expression.h>)
  std::optional<std::uint64_t> head;  ///< of the rows for which it is true; at most one of these
  std::optional<std::uint64_t> tail;
  std::optional<std::uint64_t> sample;  ///< in the order of the dataset
  std::uint64_t seed = 1;               ///< of `sample`: the same seed, the same rows
};

struct RowRange {
  int slice = 0;
  std::int64_t begin = 0;  ///< within the slice
  std::int64_t end = 0;
  friend bool operator==(const RowRange&, const RowRange&) = default;
};

/// `rows`: of each slice. No range is empty. Throws Error for slices that are not there. `where` is
/// ignored.
std::vector<RowRange> choose_rows(std::span<const std::uint64_t> rows, const RowChoice& choice);

/// Likewise of a dataset, and reads the columns that `where` names. Throws Error if it is not an
/// expression on the dataset's columns.
std::vector<RowRange> choose_rows(const Dataset& dataset, const RowChoice& choice);

std::uint64_t count_rows(std::span<const RowRange> ranges);

}  // namespace accel
