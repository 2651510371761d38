// SPDX-License-Identifier: Apache-2.0
// Deletes what a workdir no longer needs, while builds and other deletions may run. A job is
// deleted only if no process uses it, and what could have changed since it was chosen is checked
// again under its locks. A job is removed whole, by rename, after the jobs that read it: killed at
// any moment, it leaves no half-deleted job.
#pragma once

#include "workdir/build_log.h"
#include "workdir/disk_space.h"
#include "workdir/gc_choice.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct GcOutcome {
  const Candidate& candidate;
  std::string kept;         ///< why it is kept after all; empty: it is deleted
  std::uint64_t bytes = 0;  ///< that its deletion frees, after the jobs before it
};

class Gc {
 public:
  /// Reads all jobs of the project's workdir, or, without `deletes`, their catalog. With `deletes`
  /// it first waits for other deletions in the workdir: `on_wait` is called once if that takes
  /// waiting. The arguments must outlive this.
  Gc(const Project& project, const Store& store, const GcLimits& limits, bool deletes,
     const std::function<void()>& on_wait);

  Gc(const Gc&) = delete;
  Gc& operator=(const Gc&) = delete;

  const std::vector<JobRecord>& jobs() const { return jobs_; }
  /// The bytes of all jobs, and those that are freed when the remaining files of deleted jobs are
  /// removed. A file that several jobs hold counts once.
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t trash_bytes() const { return trash_bytes_; }
  /// Jobs that stay, but do not say what they read: they keep all jobs before them.
  std::vector<const JobRecord*> unclear() const;

  /// Handles one candidate after the other until the limits are met; deletes those that may go.
  void run(const std::function<void(const GcOutcome&)>& report);

 private:
  GcOutcome try_job(const Candidate& candidate);
  std::string find_obstacle(const Candidate& candidate);
  std::string discard(const Candidate& candidate);
  void keep(const std::string& id, const std::string& reason);
  void look_again();
  void note_new_jobs();
  void link_latest(const std::string& method);

  const Store& store_;
  GcLimits limits_;
  bool deletes_;
  ByteLock trash_lock_;
  std::string counter_;
  WantedJobs wanted_;
  std::vector<JobRecord> jobs_;
  HeldLocks held_;  ///< when it began: to decide what can be deleted
  std::vector<Candidate> candidates_;
  std::uint64_t bytes_ = 0;
  std::uint64_t trash_bytes_ = 0;
  bool is_shared_;  ///< whether jobs may hold the same files
  FreedSpace freed_;
  std::map<std::string, std::vector<std::string>> reads_;  ///< of all jobs that are known
  std::map<std::string, std::string> kept_;                ///< since they were chosen; and why
  std::set<std::string> unsettled_;  ///< new ones that do not say yet what they read
};

}  // namespace accel
