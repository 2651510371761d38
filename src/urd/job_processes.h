// SPDX-License-Identifier: Apache-2.0
// Runs jobs on this machine, each as a process `accel run-job`, and shows its progress.
#pragma once

#include "base/fd.h"
#include "progress/progress.h"
#include "urd/job_runner.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace accel {

/// One job at a time, because progress shows only one.
class JobProcesses final : public JobRunner {
 public:
  /// `progress` must outlive it.
  explicit JobProcesses(Progress& progress) : progress_(progress) {}
  void start(const JobSetup& setup, const std::string& path,
             const std::vector<int>& locks) override;
  JobEnd wait_any() override;

 private:
  struct JobProcess {
    JobProcess(Progress& progress, const JobSetup& setup, const std::string& path);
    std::string job;
    JobWatch watch;
    Fd said;  ///< memory that is its standard error
    std::chrono::steady_clock::time_point since;
    Child child;
  };

  Progress& progress_;
  std::unique_ptr<JobProcess> running_;
};

}  // namespace accel
