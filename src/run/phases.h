// SPDX-License-Identifier: Apache-2.0
// Runs a job: prepare, slices, synthesis, manifests, in any process (run/surroundings.h). Commits
// nothing.
#pragma once

#include "job/setup.h"
#include "run/board.h"
#include "run/counterparts.h"
#include "run/resume.h"
#include "run/row_plan.h"
#include "run/surroundings.h"

#include <optional>
#include <string>

namespace accel {

struct PhasesRequest {
  const JobSetup& setup;
  std::string job_path;
  std::string object;             ///< the compiled plugin
  std::optional<int> only_slice;  ///< runs only this slice, with the recorded state
  FinishedParts kept;             ///< finished by an earlier run, and not run again
  std::optional<RowPlan> plan;    ///< which rows of its predecessor the job keeps
  AllRowsReasons all_rows;        ///< why it keeps none
  Counterparts counterparts;      ///< whose values the computed ones are compared with
  int cores = -1;  ///< the job's connection for cores, which holds one; -1: cores are not shared
};

/// Runs what is not kept. Returns what the phases did, for the commit. Throws PhaseFailure, and
/// what the method throws.
Document run_phases(const PhasesRequest& request, Board& board, Surroundings& process);

/// Runs one slice, with the recorded state of prepare().
void run_one_slice(const PhasesRequest& request, Board& board, Surroundings& process, int slice);

}  // namespace accel
