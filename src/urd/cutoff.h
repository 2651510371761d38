// SPDX-License-Identifier: Apache-2.0
// Early cutoff: if a request differs from a finished job only in its datasets, and everything that
// the job read of them is the same, no new job is needed. Two columns are the same if their rows
// have the same identities (dataset/parts.h), so no values are read.
#pragma once

#include "urd/key_state.h"
#include "urd/reason.h"

#include <optional>
#include <string>

namespace accel {

/// A finished job that answers a request, and the entry that notes this for the request's key.
struct SameJob {
  FinishedJob job;
  IndexEntry entry;
};

/// Looks among the jobs of this call of the script, then among those of its other calls, or else
/// among the newest of the method. Skips jobs that are damaged or have damaged inputs. Holds the
/// job that it returns. `libraries`: see libraries_of().
std::optional<SameJob> find_same_job(EarlierJobs& earlier, const JobRequest& request,
                                     const std::string& libraries, const BuildMode& mode);

}  // namespace accel
