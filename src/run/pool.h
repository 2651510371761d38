// SPDX-License-Identifier: Apache-2.0
// Decides when each share of a job's slices runs: in order, at most `concurrency` at once, each on
// a core of its own. After each share it gives a core back, so that other jobs get their turn, but
// always keeps one. If a row took too long or crashed its worker, and bad rows are
// allowed, the share runs again without that row. Watches how long each share is at one row. Does
// not know how a share is run (run/slice_runner.h).
#pragma once

#include "run/slice_runner.h"

#include "base/cores.h"
#include "job/setup.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace accel {

struct PoolRequest {
  const JobSetup& setup;
  const std::vector<Share>& shares;  ///< to run
  /// The name of a row; empty if it has none.
  std::function<std::string(int slice, std::int64_t row)> row_name;
  /// How many rows the job has, as far as is known so far.
  std::function<std::uint64_t()> row_count;
  /// Shows a notice to the user while the job runs.
  std::function<void(const std::string&)> notify;
  /// What the shares run on. If a server gives them out, one is left at the end.
  Cores& cores;
};

/// Runs the shares. Returns nullopt when all are done. If one fails, stops the others and returns
/// the failure. Throws SystemError if system calls fail.
std::optional<Failure> run_slices(const PoolRequest& request, SliceRunner& runner);

}  // namespace accel
