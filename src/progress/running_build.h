// SPDX-License-Identifier: Apache-2.0
// The builds that run now in a workdir, with their jobs and the current row of each worker. They
// are found by looking at the processes, not at files, which could be out of date.
#pragma once

#include "base/json.h"
#include "job/project.h"
#include "progress/build_board.h"
#include "run/job_progress.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

struct RunningWorker {
  int slice = -1;  ///< -1: prepare or synthesis
  SliceProgress progress;
  std::string name;                 ///< of the row, where it has one
  std::vector<std::string> output;  ///< the last lines that it printed
};

struct RunningJob {
  pid_t pid = 0;
  std::string path;
  std::string job, method;
  std::optional<JobProgress> progress;  ///< nullopt: it has just begun, or is another user's
  std::vector<RunningWorker> workers;
};

struct RunningBuild {
  pid_t pid = 0;  ///< 0: the jobs were started by hand
  std::string command;
  BuildFacts facts;
  std::vector<RunningJob> jobs;
};

/// All builds that use the project's workdir.
std::vector<RunningBuild> find_running(const Project& project);

/// A tree. Names and outputs are escaped.
std::vector<std::string> running_lines(const std::vector<RunningBuild>& builds);
Document running_document(const std::vector<RunningBuild>& builds);

}  // namespace accel
