// SPDX-License-Identifier: Apache-2.0
// Ends a job whose phases are done: joins the bad rows, lists and hashes the files, syncs
// everything, and then writes `post.json`, whose appearance is the only commit.
#pragma once

#include "base/json.h"
#include "job/setup.h"
#include "run/resume.h"
#include "run/row_plan.h"

#include <chrono>
#include <optional>
#include <string>

namespace accel {

/// `done` is what the phases reported, `kept` what they took from an earlier run, `plan` the plan
/// that they may have followed, `counterparts` the parts of the datasets whose values they may have
/// kept. The job's time counts from `start` until everything but `post.json` is on disk. Throws
/// Error if the job cannot be committed.
void commit_job(const std::string& job_path, const JobSetup& setup, const Document& done,
                const FinishedParts& kept, std::chrono::steady_clock::time_point start,
                const std::optional<RowPlan>& plan = {}, const KeptParts& counterparts = {});

}  // namespace accel
