// SPDX-License-Identifier: Apache-2.0
// What a run that was cut short (killed, interrupted, failed) left in the job directory, and what
// of it the next run of the job goes on from: prepare()'s state, and each finished slice whose
// files are to the byte what its report says. Whatever no finished part vouches for is removed.
#pragma once

#include "job/setup.h"

#include <set>
#include <string>

namespace accel {

struct FinishedParts {
  bool prepared = false;  ///< slices/prepare.json has all that prepare() handed on
  std::set<int> slices;
};

/// Clears the directory of everything but what the job was started with and what is kept. Throws
/// SystemError when the machine refuses to read or remove.
FinishedParts keep_finished(const std::string& job_path, const JobSetup& setup);

/// Removes what a try at a slice left: its column files, the files that it saved, and its notes.
void clear_slice(const std::string& job_path, const JobSetup& setup, int slice);

/// Removes the column files of a failed job's slices that are not finished, to give back
/// their room. All else stays to be looked at.
void drop_unfinished_columns(const std::string& job_path, const JobSetup& setup);

}  // namespace accel
