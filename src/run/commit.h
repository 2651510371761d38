// SPDX-License-Identifier: Apache-2.0
// The end of a job whose phases are done: bad rows put together, files listed and hashed, all of it
// on disk, and then `post.json`, whose appearance is the only commit.
#pragma once

#include "base/json.h"
#include "job/setup.h"

#include <string>

namespace accel {

/// `done` is what the phases reported; `seconds` the job's whole time so far. Throws Error when the
/// job cannot be committed.
void commit_job(const std::string& job_path, const JobSetup& setup, const Document& done,
                double seconds);

}  // namespace accel
