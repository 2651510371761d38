// SPDX-License-Identifier: Apache-2.0
// Cuts what the slices of a job compute into shares.
#pragma once

#include "dataset/planned_rows.h"
#include "dataset/share.h"

#include <cstdint>
#include <map>
#include <vector>

namespace accel {

/// The most rows that a share of a job has that computes `rows` rows: as many as if they were
/// spread evenly over its slices, but enough that starting a worker does not count.
/// `seconds_per_row` is an estimate; 0: not known.
std::uint64_t rows_of_share(std::uint64_t rows, std::size_t slices, double seconds_per_row);

/// Shares of about equal size, with at most `most` rows of each map. A slice that computes nothing
/// and has no trial has no share. Each share of a slice with a trial has one, and the first also
/// tries the kept row.
std::map<Share, PlannedRows> cut_into_shares(const std::vector<PlannedRows>& slices,
                                             std::uint64_t most);

}  // namespace accel
