// SPDX-License-Identifier: Apache-2.0
// The interface for running jobs whose directories are written: the engine starts them, waits for
// whichever ends next, and reads the outcome from the job's directory, which is the same wherever
// the job ran.
#pragma once

#include "base/process.h"
#include "job/setup.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// How a job's process ended.
struct JobEnd {
  std::string job;
  ProcessStatus status;
  double seconds = 0;  ///< since it was started
  std::string said;    ///< what the process printed about an error that is not in the directory
  bool was_interrupted = false;  ///< but too late: the job had already ended well
};

class JobRunner {
 public:
  JobRunner() = default;
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;
  virtual ~JobRunner() = default;

  /// Sets how many jobs are ready to start, so that the runner can get cores for them.
  virtual void want(std::size_t jobs) = 0;
  /// Whether one more job may start now.
  virtual bool may_start() = 0;
  /// Starts the job in `path`. Call it only if one may start. Until the job's last process has
  /// ended, it holds `locks`: descriptors of the locks of its key, of the jobs that it reads, and
  /// of others.
  virtual void start(const JobSetup& setup, const std::string& path,
                     const std::vector<int>& locks) = 0;
  /// Waits until a job has ended, until one more of the wanted jobs may start, or for that many
  /// milliseconds (-1: no limit). Returns a job that has ended, if any. An interrupt ends all jobs;
  /// then each call returns one that ended well, and throws Interrupted when none is left.
  virtual std::optional<JobEnd> wait(int milliseconds) = 0;
};

}  // namespace accel
