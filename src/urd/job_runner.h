// SPDX-License-Identifier: Apache-2.0
// The interface for running jobs whose directories are written: the engine starts them, waits for
// whichever ends next, and reads the outcome from the job's directory, which is the same wherever
// the job ran.
#pragma once

#include "base/process.h"
#include "job/setup.h"

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

  /// Starts the job in `path`. Until its last process has ended, it holds `locks`: descriptors of
  /// the locks of its key and of the jobs that it reads.
  virtual void start(const JobSetup& setup, const std::string& path,
                     const std::vector<int>& locks) = 0;
  /// Waits for any of the jobs that were started. When an interrupt comes, it ends all of them and
  /// throws Interrupted, unless the one that it waited for ended well.
  virtual JobEnd wait_any() = 0;
};

}  // namespace accel
