// SPDX-License-Identifier: Apache-2.0
// Deletes what a workdir no longer needs, beside builds that run and other deletions. Each job goes
// only when no process uses it, and what could have changed since it was chosen is looked at again
// under its locks. A job goes as a whole, by rename, and what reads it goes before: killed at any
// moment, it leaves nothing that is half there.
#pragma once

#include "workdir/build_log.h"
#include "workdir/gc_choice.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct GcOutcome {
  const Candidate& candidate;
  std::string kept;  ///< why it stays after all; empty: it goes
};

class Gc {
 public:
  /// Looks at all jobs of the project's workdir; without `deletes` at the catalog of them. With
  /// `deletes` it waits for other deletions in it first: `on_wait` is called once when that takes
  /// waiting. What is given must outlive it.
  Gc(const Project& project, const Store& store, const GcLimits& limits, bool deletes,
     const std::function<void()>& on_wait);

  Gc(const Gc&) = delete;
  Gc& operator=(const Gc&) = delete;

  const std::vector<JobRecord>& jobs() const { return jobs_; }
  /// The bytes of all jobs, and of deleted jobs whose files are still there.
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t trash_bytes() const { return trash_bytes_; }
  /// Finished jobs whose files do not say what they read: they keep all jobs before them.
  std::vector<std::string> damaged() const;

  /// One candidate after the other, as far as the limits ask for; deletes those that go.
  void run(const std::function<void(const GcOutcome&)>& tell);

 private:
  std::string try_job(const Candidate& candidate);
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
  HeldLocks held_;  ///< when it began: for telling what could go
  std::vector<Candidate> candidates_;
  std::uint64_t bytes_ = 0;
  std::uint64_t trash_bytes_ = 0;
  std::map<std::string, std::vector<std::string>> reads_;  ///< of all jobs that are known
  std::map<std::string, std::string> kept_;                ///< since they were chosen; and why
  std::set<std::string> unsettled_;  ///< new ones that do not say yet what they read
};

}  // namespace accel
