// SPDX-License-Identifier: Apache-2.0
// Runs jobs on this machine, each as a process `accel run-job` that starts with one core, and shows
// their progress.
#pragma once

#include "base/cores.h"
#include "base/fd.h"
#include "progress/progress.h"
#include "urd/job_runner.h"

#include <chrono>
#include <deque>
#include <list>
#include <string>
#include <vector>

namespace accel {

class JobProcesses final : public JobRunner {
 public:
  /// `progress` must outlive it. `core_control`: see CoreServer::control(). `most`: how many jobs
  /// may run at once.
  JobProcesses(Progress& progress, int core_control, std::size_t most)
      : progress_(progress), core_control_(core_control), most_(most) {}
  void want(std::size_t jobs) override;
  bool may_start() override;
  void start(const JobSetup& setup, const std::string& path,
             const std::vector<int>& locks) override;
  std::optional<JobEnd> wait(int milliseconds) override;

 private:
  using Clock = std::chrono::steady_clock;
  struct JobProcess {
    std::string job;
    Fd said;  ///< memory that is its standard error
    Clock::time_point since;
    Child child;
  };
  JobEnd finish(JobProcess process);
  bool has_core();
  std::optional<JobEnd> wait_for_event(int milliseconds);
  std::optional<JobEnd> find_ended();
  std::optional<JobEnd> end_all();

  Progress& progress_;
  const int core_control_;
  const std::size_t most_;
  std::deque<Cores> cores_;  ///< one for each job that is to start; has its core, or waits for it
  std::list<JobProcess> running_;
  bool could_start_ = false;  ///< the last answer of may_start()
  bool is_interrupted_ = false;
  std::deque<JobEnd> ended_well_;  ///< after the interrupt, and were not returned yet
};

}  // namespace accel
