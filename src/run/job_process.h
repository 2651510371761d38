// SPDX-License-Identifier: Apache-2.0
// The process of a job's phases, forked by the supervisor: it loads the plugin, may be caged, and
// forks a worker for each slice. Its output and its end go to the supervisor by the channel.
#pragma once

#include "run/channel.h"
#include "run/phases.h"

namespace accel {

/// The path of the phases' report for the commit, below the job directory.
inline constexpr const char* kReportFile = "slices/report.json";

/// The main function of that process. Reports on the channel how the phases ended; never throws.
void run_job_process(const PhasesRequest& request, Board& board, const Channel& channel) noexcept;

}  // namespace accel
