// SPDX-License-Identifier: Apache-2.0
// The page of one job: what it was asked for, what it made, and how it ended.
#pragma once

#include <accel/job.h>

#include "cli/output.h"
#include "job/store.h"

namespace accel {

/// Shows a job that is damaged, running, or of another version of the format as far as it can.
/// Returns false when the job cannot be read.
bool show_job(Output& output, const Store& store, const Job& job);
}  // namespace accel
