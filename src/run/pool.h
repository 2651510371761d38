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
  /// What a person calls a row; empty when it has no name.
  std::function<std::string(int slice, std::int64_t row)> row_name;
  /// How many rows the job has, as far as that is known by now.
  std::function<std::uint64_t()> row_count;
  /// Shows a person what they should know while the job runs.
  std::function<void(const std::string&)> notify;
};

/// Runs all slices but those that are kept. nullopt: all are done. Otherwise returns how the first
/// that failed did, and has stopped the others. Throws SystemError when the machine refuses.
std::optional<Failure> run_slices(const PoolRequest& request, SliceRunner& runner);

}  // namespace accel
