// SPDX-License-Identifier: Apache-2.0
// How two jobs differ, as every user interface shows it: in what they were made of, and in what
// they made. Compares columns without reading them.
#pragma once

#include <accel/job.h>

#include "base/json.h"
#include "job/project.h"

#include <string>
#include <vector>

namespace accel {

struct JobComparison {
  std::string before, now;           ///< ids
  std::vector<std::string> made_of;  ///< the differences, one a line, not escaped
  std::vector<std::string> made;
  std::string unfinished;  ///< a job that is not finished, so `made` is unknown; or empty

  bool is_same() const { return made_of.empty() && made.empty() && unfinished.empty(); }
};

/// Throws Error if it is unknown what a job was made of, or if it is damaged.
JobComparison compare_jobs(const Project& project, const Job& before, const Job& now);

/// What `accel diff JOB JOB --json` prints.
Document document(const JobComparison& jobs);

}  // namespace accel
