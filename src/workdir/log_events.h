// SPDX-License-Identifier: Apache-2.0
// The lines of a log of builds, read back. A damaged line is ignored, and so are a member of a
// wrong type, and a line of a build whose beginning is missing.
#pragma once

#include "base/json.h"
#include "workdir/build_log.h"

#include <set>
#include <string>
#include <vector>

namespace accel {

std::string log_folder(const std::string& workdir);
/// The path of the log of the project's builds in its workdir.
std::string log_path(const Project& project);
/// How the log names the project: relative to a workdir inside it, so that both can be moved.
std::string project_in_log(const Project& project);
/// The project of a build, absolute.
std::string project_of(const LoggedBuild& build, const std::string& workdir);

/// The last `size` bytes, from the beginning of a line. Empty if there is no such file.
std::string read_end(const std::string& path, std::uint64_t size);
/// Builds in the order in which they began. JSON costs 2 us per line, and most lines are calls: the
/// log of a script that reuses thousands of jobs is read much faster without them.
std::vector<LoggedBuild> parse_log(const std::string& text, LogCalls calls = LogCalls::read);
/// The build that a line belongs to; empty when it belongs to none.
std::string build_of(const std::string& line);

/// All scripts that have a run.
std::set<std::string> scripts_in(const std::vector<LoggedBuild>& builds);
/// See last_runs(). Points into `builds`.
std::vector<RunPlace> last_places(const std::vector<LoggedBuild>& builds,
                                  const std::string& script);

}  // namespace accel
