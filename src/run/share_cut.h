// SPDX-License-Identifier: Apache-2.0
// Cuts what the slices of a job compute into shares.
#pragma once

#include "dataset/planned_rows.h"
#include "dataset/share.h"

#include <cstdint>
#include <map>
#include <vector>

namespace accel {

/// The largest number of rows of a share, in a job that computes `rows` rows: as many as if these
/// were spread evenly over its slices, but enough to make the time for starting a worker
/// negligible. `seconds_per_row` is an estimate; 0: not known.
std::uint64_t rows_of_share(std::uint64_t rows, std::size_t slices, double seconds_per_row);

/// Shares of about equal size, with at most `most` rows of each map. A slice that computes nothing
/// and has no trial has no share. If the slice has a trial, each of its shares has one, and the
/// first also computes the kept row again.
std::map<Share, PlannedRows> cut_into_shares(const std::vector<PlannedRows>& slices,
                                             std::uint64_t most);

}  // namespace accel
