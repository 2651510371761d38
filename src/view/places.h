// SPDX-License-Identifier: Apache-2.0
// Paths given on the command line: where links lead, and what belongs to jobs.
#pragma once

#include "job/project.h"

#include <string>

namespace accel {

/// The path with all links followed; unchanged when that cannot be done.
std::string real_path(const std::string& path);

/// Call it before something is written at `path` (absolute): throws Error if that is, or is in, the
/// folder of a job of the project's workdirs, also by links.
void refuse_inside_jobs(const Project& project, const std::string& path);

}  // namespace accel
