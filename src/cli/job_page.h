// SPDX-License-Identifier: Apache-2.0
// The page of one job: its options and inputs, what it made, and how it ended.
#pragma once

#include <accel/job.h>

#include "cli/output.h"
#include "job/store.h"

namespace accel {

/// Shows as much as it can of a job that is damaged, running, or in another version's format.
/// Returns false if the job cannot be read.
bool show_job(Output& output, const Store& store, const Job& job);
}  // namespace accel
