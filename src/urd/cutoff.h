// SPDX-License-Identifier: Apache-2.0
// Early cutoff: a request for other datasets than a finished job had needs no new job if nothing
// differs that the job read of them. Two columns are the same if their rows have the same
// identities (dataset/parts.h), so no value is read.
#pragma once

#include "urd/key_state.h"
#include "urd/reason.h"

#include <optional>
#include <string>

namespace accel {

/// A finished job that answers a request, and what to note about it at the request's key.
struct SameJob {
  FinishedJob job;
  IndexEntry entry;
};

/// Looks among the jobs of this call of the script, then among those of its other calls, or else
/// among the newest of the method. Skips jobs that are damaged, or whose inputs are. The job is
/// held. `libraries`: see libraries_of().
std::optional<SameJob> find_same_job(EarlierJobs& earlier, const JobRequest& request,
                                     const std::string& libraries, const BuildMode& mode);

}  // namespace accel
