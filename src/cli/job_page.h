// SPDX-License-Identifier: Apache-2.0
// One job, with all that it was asked for, what it made, and how it ended, for people and machines.
#pragma once

#include <accel/job.h>

#include "cli/output.h"
#include "job/store.h"

namespace accel {

/// A job that is damaged, running, or of another version of the format is shown as far as it can
/// be.
/// False when it cannot be read.
bool show_job(Output& output, const Store& store, const Job& job);
/// `setup.json` and `post.json` as they are (without the list of accel's own files), its state, its
/// readers, how it failed.
void show_job_as_json(Output& output, const Store& store, const Job& job);

}  // namespace accel
