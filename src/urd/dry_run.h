// SPDX-License-Identifier: Apache-2.0
// `accel build --dry-run`: placeholders for the jobs that would be made. They can only be given to
// other jobs: a script that reads one cannot continue.
#pragma once

#include "dataset/job_host.h"
#include "urd/known_jobs.h"
#include "urd/request.h"

#include <map>
#include <optional>
#include <string>

namespace accel {

/// Thrown when a script reads such a job. Not a std::exception: a script must not take it for a
/// failure.
struct NotMade {
  std::string text;  ///< what the script read, in words
};

class DryRun final : public detail::JobHost {
 public:
  /// The job that would be made for a request, if this build requested it before.
  std::optional<Job> find(const Digest& key);
  Job add(const JobRequest& request, const std::string& workdir);
  /// "thumbnailer, which is not made yet", if the request reads such a job.
  std::optional<std::string> find_unmade_input(const JobTask& task) const;

  void link_results(const Job&, std::string_view, std::string_view) override {}
  bool is_made(const Job& job) const override { return !methods_.contains(job.id()); }
  void ask(const Job& job, std::string_view what) const override;

 private:
  std::map<std::string, std::string> methods_;  ///< by the placeholder id of the job
  std::map<Digest, Job> jobs_;
};

}  // namespace accel
