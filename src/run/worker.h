// SPDX-License-Identifier: Apache-2.0
// The slices of one job: a forked worker each, at most `concurrency` at once. A worker reports by its
// slice's file and nothing else.
#pragma once

#include "method/context.h"
#include "run/board.h"
#include "run/channel.h"
#include "run/failure.h"
#include "run/slice_report.h"

#include <set>
#include <string>
#include <variant>
#include <vector>

namespace accel {

/// Everything a slice needs that its job has prepared.
struct SliceWork {
  detail::Phases& phases;
  detail::Context& context;
  const detail::State* state = nullptr;
  std::set<std::string> done_datasets;  ///< written by prepare()
  Board& board;
};

/// Runs one slice in this process and leaves its report. Throws what the method throws.
void run_slice(SliceWork& work, int slice);

/// Runs all slices of the job. Returns their reports, or how the first that failed did (the others
/// are then ended).
using SlicesOutcome = std::variant<std::vector<SliceReport>, Failure>;
SlicesOutcome run_slices(SliceWork& work, const Channel& channel);
/// One after the other in this process; throws what the method throws.
SlicesOutcome run_slices_here(SliceWork& work);

}  // namespace accel
