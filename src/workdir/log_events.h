// SPDX-License-Identifier: Apache-2.0
// The lines of a log of builds, read back. A line that is damaged means nothing, and neither does a
// member of a wrong type, nor a line of a build whose beginning is not there.
#pragma once

#include "base/json.h"
#include "workdir/build_log.h"

#include <set>
#include <string>
#include <vector>

namespace accel {

std::string log_folder(const std::string& workdir);
/// Where the project's builds in its workdir are noted.
std::string log_path(const Project& project);
/// How the log names the project: relative to a workdir that lies in it, so that both can be moved.
std::string project_in_log(const Project& project);
/// The project of a build, absolute.
std::string project_of(const LoggedBuild& build, const std::string& workdir);

/// The last `size` bytes, from the beginning of a line. Empty when there is no such file.
std::string read_end(const std::string& path, std::uint64_t size);
/// Builds in the order in which they began. JSON costs 2 us a line, and most lines are calls:
/// without them a script that reuses thousands of jobs has its log read in a fraction of that.
std::vector<LoggedBuild> parse_log(const std::string& text, LogCalls calls = LogCalls::read);
/// The build that a line belongs to; empty when it belongs to none.
std::string build_of(const std::string& line);

/// All scripts that have a run.
std::set<std::string> scripts_in(const std::vector<LoggedBuild>& builds);
/// See last_runs(). Leads into `builds`.
std::vector<RunPlace> last_places(const std::vector<LoggedBuild>& builds,
                                  const std::string& script);

}  // namespace accel
