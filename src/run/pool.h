// SPDX-License-Identifier: Apache-2.0
// Decides which slice of a job runs when: in order, at most `concurrency` at once, and again
// without a row that took too long or at which it crashed, if bad rows are allowed. Watches how
// long each slice is at one row. Does not know how a slice is run (run/slice_runner.h).
#pragma once

#include "run/slice_runner.h"

#include "job/setup.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace accel {

struct PoolRequest {
  const JobSetup& setup;
  const std::set<int>& kept;  ///< slices that are finished: not run again
  /// The name of a row; empty if it has none.
  std::function<std::string(int slice, std::int64_t row)> row_name;
  /// How many rows the job has, as far as is known by now.
  std::function<std::uint64_t()> row_count;
  /// Shows a notice to the user while the job runs.
  std::function<void(const std::string&)> notify;
};

/// Runs all slices but those that are kept. nullopt: all are done. Otherwise returns the first
/// failure, and has stopped the other slices. Throws SystemError if system calls fail.
std::optional<Failure> run_slices(const PoolRequest& request, SliceRunner& runner);

}  // namespace accel
