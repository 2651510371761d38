// SPDX-License-Identifier: Apache-2.0
// Paths that a person names on the command line: where links lead, and what belongs to jobs.
#pragma once

#include "job/project.h"

#include <string>

namespace accel {

/// The path with all links followed; unchanged when that cannot be done.
std::string real_path(const std::string& path);

/// For what is about to be written at `path` (absolute): throws Error when that is, or lies in, the
/// folder of a job of the project's workdirs, also by links.
void refuse_inside_jobs(const Project& project, const std::string& path);

}  // namespace accel
