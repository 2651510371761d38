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

  /// How many jobs are ready to start now: the runner sees to it that as many may, in time.
  virtual void want(std::size_t jobs) = 0;
  /// Whether one more job may start now.
  virtual bool may_start() = 0;
  /// Starts the job in `path`, if one may. Until its last process has ended, it holds `locks`:
  /// descriptors of the locks of its key, of the jobs that it reads, and of others.
  virtual void start(const JobSetup& setup, const std::string& path,
                     const std::vector<int>& locks) = 0;
  /// Waits until a job that was started has ended, until one more may start of those that are
  /// wanted, or for so many milliseconds; -1: without end. When an interrupt comes, it ends all
  /// jobs, returns those that ended well, one a call, and throws Interrupted once none is left.
  virtual std::optional<JobEnd> wait(int milliseconds) = 0;
};

}  // namespace accel
