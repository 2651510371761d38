// SPDX-License-Identifier: Apache-2.0
// Why a build makes a job: the first reason, in words for the job's line; setup.json keeps it.
// Reads only a few files, however many jobs there are. `accel why` (urd/why.h) shows all reasons.
#pragma once

#include "job/store.h"
#include "urd/difference.h"
#include "urd/key_state.h"
#include "workdir/catalog.h"
#include "workdir/script_log.h"

namespace accel {

/// Jobs whose rows a new job may keep, the best first. The keys of those that failed or were cut
/// short stay locked, so that no build continues them.
struct Predecessors {
  std::vector<std::string> jobs;
  std::vector<ByteLock> locks;
};

/// The jobs that a new one is compared with.
class EarlierJobs {
 public:
  /// The arguments must outlive it.
  EarlierJobs(const Store& store, ScriptLog& log) : store_(store), log_(log) {}
  const Store& store() const { return store_; }
  /// The job that differs least from the request: among those that this call may have used last, or
  /// else among the newest jobs of the method. If several differ as little, the first. It is held.
  /// nullopt if there is none.
  std::optional<std::string> find_nearest(const JobRequest& request);
  /// Jobs with the same recipe, whose rows a new job may keep: the newest ones that failed or were
  /// cut short, then finished ones, beginning with the job that this call used last; or, if there
  /// are many, with those whose inputs were earlier ones of the request's. They are held.
  Predecessors find_predecessors(const JobRequest& request);
  /// The counterpart of a new job: a finished job of the method, whose values its own are compared
  /// with. It is the job that this call used last, or else a predecessor, or else another one. It
  /// is held. Empty if there is none.
  std::string find_counterpart(const JobRequest& request,
                               const std::vector<std::string>& predecessors);
  /// Finished jobs of the method that this script may have used, the likeliest first.
  std::vector<std::string> jobs_of_script(const JobRequest& request);
  /// All finished jobs of the method, the newest first.
  std::vector<std::string> newest_jobs(const std::string& method) {
    return catalog().finished_of(method);
  }

 private:
  const Catalog& catalog();
  bool has_recipe(const std::string& id, const std::string& request) const;
  /// The finished jobs of the first of them that have the recipe.
  std::vector<std::string> with_recipe(const std::vector<std::string>& ids,
                                       const std::string& request) const;
  Predecessors find_unfinished(const std::string& request, const Digest& but);
  std::optional<std::string> nearest_of(std::vector<std::string> ids,
                                        const std::string& transcript) const;
  const Store& store_;
  ScriptLog& log_;
  std::optional<Catalog> catalog_;  ///< as of the first new call
};

/// Says what is wrong with the key's job; if there is none, compares with the nearest of the
/// earlier jobs.
MakeReason reason_to_make(EarlierJobs& earlier, const Project& project, const JobRequest& request,
                          const MethodInfo& method, const KeyState& state);

/// For a dry run: whether the nearest earlier job is finished and differs from the request only in
/// the jobs and datasets that it reads. If these turn out to be equal, it is reused.
bool differs_in_inputs_alone(EarlierJobs& earlier, const JobRequest& request);

}  // namespace accel
