// SPDX-License-Identifier: Apache-2.0
// Ranges of rows, in order: what is kept, and what is between.
#pragma once

#include "dataset/planned_rows.h"
#include "run/row_match.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace accel {

/// The rows of a slice of `rows` that are not among these.
std::vector<RowSection> rows_between(const std::vector<SameRows>& kept, std::uint64_t rows);
std::uint64_t rows_in(const std::vector<RowSection>& ranges);
/// Adds ranges to sorted ones; what overlaps becomes one.
std::vector<RowSection> merged(std::vector<RowSection> all, const std::vector<RowSection>& more);

/// How many of `files` input files each slice has.
std::vector<std::uint64_t> rows_of_slices(std::size_t files, std::size_t slices);

/// A slice and a row of the earlier job.
using RowPlace = std::pair<std::size_t, std::uint64_t>;
/// Leaves out some rows of the earlier job.
SameSlices without(const SameSlices& slices, const std::set<RowPlace>& rows);
/// Whether no row of the earlier job is there twice.
bool is_each_once(const SameSlices& slices);

}  // namespace accel
