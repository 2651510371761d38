// SPDX-License-Identifier: Apache-2.0
// What a list of jobs says of each, for workdirs of any number of jobs: a finished job's directory
// is read once, and what was read is kept in `<workdir>/.catalog` (src/FORMATS.md), a cache that
// anybody may delete. A job that is damaged, or of another version of the format, is said to be so.
#pragma once

#include "build/job_facts.h"
#include "job/job_files.h"
#include "job/setup.h"
#include "job/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace accel {

/// What a finished job takes, and keeps from being deleted: only `accel gc` asks.
struct Upkeep {
  std::uint64_t disk = 0;          ///< bytes, in blocks
  std::vector<std::string> needs;  ///< ids: all of JobFacts::reads
};

struct CatalogEntry {
  std::string id;
  std::uint64_t number = 0;
  JobState state = JobState::unfinished;
  std::string method;   ///< empty: not known
  std::string script;   ///< relative to the project that asked
  int line = 0;         ///< of the script
  std::string started;  ///< "2024-02-29T12:34:56Z"; empty: not known
  double seconds = 0;   ///< finished ones: this, and what follows
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  std::uint64_t bytes = 0;         ///< of the column files and the files that the method wrote
  std::vector<std::string> reads;  ///< the jobs that it was given, or datasets of
  std::vector<std::string> keys;   ///< that it answers, its own first
  std::optional<Upkeep> upkeep;    ///< nullopt: nobody has asked yet
  std::string trouble;             ///< why it cannot be read; empty when it can
  std::string advice;              ///< what to do about that
  bool is_other_format = false;    ///< that is why
};

/// "finished", "running" ...: a process may be at a job that is not finished; only then is it asked
/// for, as it costs a look at two locks.
std::string state_text(const Store& store, const CatalogEntry& job);
/// The same without that look: one that runs is "unfinished".
std::string brief_state_text(const CatalogEntry& job);

class Catalog {
 public:
  enum class Depth { lists, upkeep };
  /// Brings the cache up to date as far as the workdir may be written to; with Depth::upkeep that
  /// of each entry, too.
  explicit Catalog(const Store& store, Depth depth = Depth::lists);

  /// By number.
  const std::vector<CatalogEntry>& jobs() const { return jobs_; }
  /// A job's directory as it is now, wherever it lies.
  static CatalogEntry read(const std::string& job_path);
  /// nullptr when there is no such job.
  const CatalogEntry* find(std::string_view id) const;
  /// Ids of the jobs that read `id` directly, by number.
  std::vector<std::string> readers_of(const std::string& id) const;
  /// Those that read these, too, and so on.
  std::vector<std::string> all_readers_of(const std::string& id) const;
  /// Finished jobs of a method, the newest first.
  std::vector<std::string> finished_of(const std::string& method) const;
  /// Of all that are known, sorted.
  std::vector<std::string> methods() const;

 private:
  std::vector<CatalogEntry> jobs_;
  std::unordered_map<std::string, std::vector<std::size_t>>
      readers_;  ///< by what they read: places
};

/// The job of a method that the last build used, by its shortcut in latest/; where that leads nowhere,
/// the newest that is left, to which it leads from then on.
std::optional<std::string> find_latest_job(const Store& store, const std::string& method);
/// The newest finished job of a method, when it is another than `id`, which is one.
std::optional<std::string> find_newer_job(const Store& store, const std::string& method,
                                          const std::string& id);

/// Of all jobs, from the catalog where they are finished: for telling what could be deleted. What
/// deletes looks at the jobs, as a cache may be stale, or written by anybody.
std::vector<JobFacts> listed_facts(const Store& store);

/// A build has made this job: the next list need not read it. Nothing happens when it cannot be
/// noted.
void note_in_catalog(const Store& store, const JobSetup& setup, const JobSummary& summary);

}  // namespace accel
