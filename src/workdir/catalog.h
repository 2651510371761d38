// SPDX-License-Identifier: Apache-2.0
// What a list of jobs says of each, for workdirs of any number of jobs: a finished job's directory
// is read once, and what was read is kept in `<workdir>/.catalog` (src/FORMATS.md), a cache that
// anybody may delete. A job that is damaged, or of another version of the format, is said to be so.
#pragma once

#include "job/store.h"
#include "workdir/job_record.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace accel {

class Catalog {
 public:
  /// Brings the cache up to date as far as the workdir may be written to; with RecordDepth::all
  /// also with what finished jobs need and take, which shows what could be deleted. What deletes
  /// reads the jobs, as a cache may be stale, or written by anybody.
  explicit Catalog(const Store& store, RecordDepth depth = RecordDepth::list);

  /// By number.
  const std::vector<JobRecord>& jobs() const { return jobs_; }
  /// nullptr when there is no such job.
  const JobRecord* find(std::string_view id) const;
  /// Ids of the jobs that read `id` directly, by number.
  std::vector<std::string> readers_of(const std::string& id) const;
  /// Its readers, their readers, and so on.
  std::vector<std::string> all_readers_of(const std::string& id) const;
  /// Finished jobs of a method, the newest first.
  std::vector<std::string> finished_of(const std::string& method) const;
  /// The methods of all known jobs, sorted.
  std::vector<std::string> methods() const;

 private:
  std::vector<JobRecord> jobs_;
  std::unordered_map<std::string, std::vector<std::size_t>>
      readers_;  ///< by what they read: places
};

/// The job of a method that the last build used, by its shortcut in latest/; where that leads
/// nowhere, the newest that is left, to which it leads from then on.
std::optional<std::string> find_latest_job(const Store& store, const std::string& method);
/// The newest finished job of a method, when it is another than `id`, which is one.
std::optional<std::string> find_newer_job(const Store& store, const std::string& method,
                                          const std::string& id);

/// A build has made this job: the next list need not read it. Nothing happens when it cannot be
/// noted.
void note_in_catalog(const Store& store, const JobSetup& setup, const JobSummary& summary);

}  // namespace accel
