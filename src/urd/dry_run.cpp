// SPDX-License-Identifier: Apache-2.0
#include "urd/dry_run.h"

namespace accel {

std::optional<Job> DryRun::find(const Digest& key) {
  const auto found = jobs_.find(key);
  return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

Job DryRun::add(const JobRequest& request, const std::string& workdir) {
  const std::string& method = request.task.method;
  // No job id and no name of a job's folder ends like this.
  const std::string id = method + " (not made, " + std::to_string(methods_.size() + 1) + ")";
  methods_[id] = method;
  Job job(id, join_path(workdir, id), this);
  jobs_.emplace(request.key, job);
  return job;
}

std::optional<std::string> DryRun::find_unmade_input(const JobTask& task) const {
  const auto text = [&](const std::string& id) -> std::optional<std::string> {
    const auto found = methods_.find(id);
    if (found == methods_.end()) return std::nullopt;
    return found->second + ", which is not made yet";
  };
  for (const auto& [name, list] : task.datasets) {
    for (const Reference& reference : list) {
      if (auto unmade = text(reference.job)) return unmade;
    }
  }
  for (const auto& [name, list] : task.jobs) {
    for (const std::string& id : list) {
      if (auto unmade = text(id)) return unmade;
    }
  }
  return std::nullopt;
}

void DryRun::ask(const Job& job, std::string_view what) const {
  const auto found = methods_.find(job.id());
  if (found == methods_.end()) return;
  throw NotMade{"the script reads " + std::string(what) + " of " + found->second +
                ", which is not made yet; what follows is unknown"};
}

}  // namespace accel
