// SPDX-License-Identifier: Apache-2.0
// The jobs of a workdir in a list, as every user interface shows them.
#pragma once

#include "base/json.h"
#include "job/project.h"
#include "workdir/catalog.h"

#include <cstddef>
#include <string>
#include <vector>

namespace accel {

/// The states that a job can be listed with.
const std::vector<std::string>& job_state_names();

/// Empty texts let every job through.
struct JobFilter {
  std::string method, state;
  std::string script;  ///< a path from here, or the end of the path that a job has
  std::string since;   ///< "7d" (see find_duration) or "2024-02-29"
  std::size_t last = 40;
  bool all = false;  ///< instead of `last`

  bool is_empty() const {
    return method.empty() && state.empty() && script.empty() && since.empty();
  }
};

/// One job of the list, as it is now.
struct ListedJob {
  JobRecord job;
  std::string state;
};
Document document(const ListedJob& line);

struct JobList {
  std::vector<ListedJob> lines;  ///< the newest last
  std::size_t left_out = 0;      ///< older ones that the filter lets through
};

/// Throws Error, with a suggestion, when no job has the method or the script.
JobList list_jobs(const Project& project, const Store& store, const JobFilter& filter);

}  // namespace accel
