// SPDX-License-Identifier: Apache-2.0
// The life of a job's main process: load the plugin, prepare, workers, synthesis. It tells its
// supervisor how that went, and commits nothing.
#pragma once

#include <accel/phases.h>

#include "job/setup.h"
#include "run/board.h"
#include "run/channel.h"
#include "run/resume.h"

#include <optional>
#include <string>

namespace accel {

/// What the phases did, for the commit.
inline constexpr const char* kReportFile = "slices/report.json";

struct PhasesRequest {
  const JobSetup& setup;
  std::string job_path;
  std::string object;             ///< the compiled plugin
  std::optional<int> only_slice;  ///< one slice, with the state that was written down
  Kept kept;                      ///< of an earlier run: not done again
};

/// The same phases one after the other in this process, for tests: nothing is forked, output is not
/// captured. Returns what a supervisor would be told; throws what the method throws.
Document run_phases_here(const JobSetup& setup, const std::string& job_path,
                         detail::Phases& phases, const Kept& kept = {});

/// Runs in the current process, which is forked for it; never throws.
void run_phases(const PhasesRequest& request, Board& board, const Channel& channel) noexcept;

}  // namespace accel
