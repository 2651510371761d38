// SPDX-License-Identifier: Apache-2.0
// The slices of one job: a forked worker each, at most `concurrency` at once. Watches how they end,
// and how long each is at one row.
#pragma once

#include "run/channel.h"
#include "run/worker.h"

#include <variant>
#include <vector>

namespace accel {

/// Runs all slices of the job but those that are kept. Returns the reports of all, or how the first
/// that failed did (the others are then ended).
using SlicesOutcome = std::variant<std::vector<SliceReport>, Failure>;
SlicesOutcome run_slices(SliceWork& work, const Channel& channel);
/// One after the other in this process; throws what the method throws.
SlicesOutcome run_slices_here(SliceWork& work);

}  // namespace accel
