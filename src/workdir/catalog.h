// SPDX-License-Identifier: Apache-2.0
// What a list of jobs shows for each, for workdirs with any number of jobs: a finished job's
// directory is read once, and the result is kept in `<workdir>/.catalog` (src/FORMATS.md), a cache
// that may be deleted. A damaged job, or one in another version's format, is listed as such.
#pragma once

#include "job/store.h"
#include "workdir/job_record.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace accel {

class Catalog {
 public:
  /// Brings the cache up to date if the workdir can be written to. With RecordDepth::all, the cache
  /// also gets what finished jobs need and the space they take, for a list of what could be
  /// deleted. A deletion reads the jobs themselves, because a cache may be stale or wrong.
  explicit Catalog(const Store& store, RecordDepth depth = RecordDepth::list);

  /// By number.
  const std::vector<JobRecord>& jobs() const { return jobs_; }
  /// nullptr if there is no such job.
  const JobRecord* find(std::string_view id) const;
  /// Ids of the jobs that read `id` directly, by number.
  std::vector<std::string> readers_of(const std::string& id) const;
  /// The readers of these jobs, their readers, and so on.
  std::vector<std::string> all_readers_of(const std::vector<std::string>& ids) const;
  /// Finished jobs of a method, the newest first.
  std::vector<std::string> finished_of(const std::string& method) const;
  /// The methods of all known jobs, sorted.
  std::vector<std::string> methods() const;

 private:
  std::string workdir_;
  std::vector<JobRecord> jobs_;
  std::unordered_map<std::string, std::vector<std::size_t>>
      readers_;  ///< by the job that they read: their places
};

/// The job of a method that the last build used, by its link in latest/. If that leads nowhere,
/// takes the newest remaining job and points the link to it.
std::optional<std::string> find_latest_job(const Store& store, const std::string& method);
/// The newest finished job of the method of `id`, if it is another job.
std::optional<std::string> find_newer_job(const Store& store, const std::string& method,
                                          const std::string& id);

/// Adds a job that a build has made, so that the next list need not read it. Errors are ignored.
void note_in_catalog(const Store& store, const JobSetup& setup, const JobSummary& summary);

}  // namespace accel
