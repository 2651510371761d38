// SPDX-License-Identifier: Apache-2.0
// Jobs and datasets as a person names them on the command line: "dev-4", "thumbnailer" (its latest
// finished job), "dev-4/default".
#pragma once

#include <accel/job.h>

#include "job/project.h"
#include "job/store.h"

#include <string>

namespace accel {

/// Throws Error, with names that are near, when there is none.
Job find_job(const Store& store, const std::string& word);

/// "JOB" or "JOB/NAME".
Dataset find_dataset(const Store& store, const std::string& word);

/// The project's store; throws Error when the project has no jobs yet.
Store open_store(const Project& project);

}  // namespace accel
