// SPDX-License-Identifier: Apache-2.0
// Decides which share of a job's slices runs when: in order, at most `concurrency` at once, and
// again without a row that took too long or at which it crashed, if bad rows are allowed. Watches
// how long each share is at one row. Does not know how a share is run (run/slice_runner.h).
#pragma once

#include "run/slice_runner.h"

#include "job/setup.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace accel {

struct PoolRequest {
  const JobSetup& setup;
  const std::vector<Share>& shares;  ///< that run
  /// The name of a row; empty if it has none.
  std::function<std::string(int slice, std::int64_t row)> row_name;
  /// How many rows the job has, as far as is known by now.
  std::function<std::uint64_t()> row_count;
  /// Shows a notice to the user while the job runs.
  std::function<void(const std::string&)> notify;
};

/// Runs the shares. nullopt: all are done. Otherwise returns the first failure, and has stopped the
/// others. Throws SystemError if system calls fail.
std::optional<Failure> run_slices(const PoolRequest& request, SliceRunner& runner);

}  // namespace accel
