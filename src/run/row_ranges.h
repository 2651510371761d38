// SPDX-License-Identifier: Apache-2.0
// Ranges of rows, in order: those that are kept, and those between them.
#pragma once

#include "dataset/planned_rows.h"
#include "run/row_match.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace accel {

/// The rows of a slice with `rows` rows that are not kept.
std::vector<RowSection> rows_between(const std::vector<SameRows>& kept, std::uint64_t rows);
/// Whether the ranges are in order, do not overlap, and none is empty.
bool is_in_order(const std::vector<RowSection>& ranges);
std::uint64_t rows_in(const std::vector<RowSection>& ranges);
/// Adds ranges, sorts them, and joins those that touch or overlap.
std::vector<RowSection> merged(std::vector<RowSection> all, const std::vector<RowSection>& more);
/// The rows of a slice that at least one of its maps computes.
std::vector<RowSection> computed_in(const PlannedRows& slice);

/// How many input files each slice has, of `files` in all.
std::vector<std::uint64_t> rows_of_slices(std::size_t files, std::size_t slices);

/// A slice and a row of the earlier job.
using RowPlace = std::pair<std::size_t, std::uint64_t>;
/// Returns `slices` without these rows of the earlier job.
SameSlices without(const SameSlices& slices, const std::set<RowPlace>& rows);
/// Returns the rows of `more` that are not in `rows`. Both are in order.
std::vector<SameRows> without_rows(const std::vector<SameRows>& more,
                                   const std::vector<SameRows>& rows);
/// Whether each row of the earlier job occurs at most once.
bool is_each_once(const SameSlices& slices);

}  // namespace accel
