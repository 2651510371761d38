// SPDX-License-Identifier: Apache-2.0
// The builds that ran, as every user interface shows them.
#pragma once

#include "base/json.h"
#include "workdir/build_log.h"

#include <string>
#include <vector>

namespace accel {

/// "running", "killed", "done", "interrupted", "exit 1".
std::string outcome_text(const LoggedBuild& build);
/// The calls whose jobs were made or failed.
std::vector<LoggedCall> changed_jobs(const LoggedBuild& build);

/// What `accel log --json` prints of a build in a project with that workdir.
Document document(const LoggedBuild& build, const std::string& workdir);

}  // namespace accel
