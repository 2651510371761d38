// SPDX-License-Identifier: Apache-2.0
// How two jobs differ, as every user interface shows it: in what they were made of, and in what
// they made. Columns are compared without being read.
#pragma once

#include <accel/job.h>

#include "base/json.h"
#include "job/project.h"

#include <string>
#include <vector>

namespace accel {

struct JobComparison {
  std::string before, now;           ///< ids
  std::vector<std::string> made_of;  ///< the differences, a line each, not escaped; no line: none
  std::vector<std::string> made;
  std::string unfinished;  ///< the job because of which what they made is not compared

  bool is_same() const { return made_of.empty() && made.empty() && unfinished.empty(); }
};

/// Throws Error if it is unknown what a job was made of, or if it is damaged.
JobComparison compare_jobs(const Project& project, const Job& before, const Job& now);

/// What `accel diff JOB JOB --json` prints.
Document document(const JobComparison& jobs);

}  // namespace accel
