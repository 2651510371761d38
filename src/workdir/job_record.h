// SPDX-License-Identifier: Apache-2.0
// The record of a job: what its own files say about it, for lists, for choosing what may be
// deleted, and for deleting it. Reading a damaged job throws nothing; the record says that it is
// damaged.
#pragma once

#include "job/post_file.h"
#include "job/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

struct JobSetup;

enum class JobState {
  finished,
  failed,
  unfinished,
  unreadable  ///< this user may not look into its folder: nothing else is known
};

/// The summary is that of a finished job; other jobs have `keys` as far as known.
struct JobRecord : JobSummary {
  std::string id;
  std::uint64_t number = 0;
  JobState state = JobState::unfinished;
  std::string method;              ///< empty: not known
  std::vector<std::string> reads;  ///< ids of the jobs that it was given, or datasets of
  std::string script;              ///< relative to the project that requested it
  int line = 0;                    ///< of the script
  std::string started;             ///< "2024-02-29T12:34:56Z"; empty: not known
  std::string trouble;             ///< why it cannot be read; empty when it can
  std::string advice;              ///< what to do about that
  bool is_other_format = false;    ///< that is why
  bool keeps = false;              ///< whether it keeps files of other jobs

  // From RecordDepth::needs on.
  bool knows_needs = false;        ///< false: `needs` is not all, or nothing
  std::vector<std::string> needs;  ///< `reads`, and the jobs whose folders hold its columns
  std::int64_t ended = 0;  ///< when it was finished; else when last written to. Seconds since 1970

  // From RecordDepth::all on.
  std::uint64_t disk = 0;   ///< bytes that it takes on the disk, in blocks, without what it keeps
  bool is_running = false;  ///< not finished, and some process may be at it
};

enum class RecordDepth {
  list,   ///< setup.json and the beginning of post.json
  needs,  ///< the manifests, too
  all     ///< each file is looked at: its size, and when it was written to
};

/// The record of a job as it is now, in any workdir.
JobRecord read_record(const std::string& job_path, RecordDepth depth = RecordDepth::list);
/// The record of a job that was finished with that setup and summary.
JobRecord record_of(const JobSetup& setup, const JobSummary& summary);

/// Whether it may need any older job: it will not be deleted, and its needs are not known.
bool may_need_any(const JobRecord& job);

/// When a job that began then was finished, to the second; nullopt if `started` is not a time. Not
/// the time of its post.json, which `accel accept` replaces.
std::optional<std::int64_t> find_end(std::string_view started, double seconds);

/// "finished", "failed", "unfinished", "unreadable", "damaged", "other format".
std::string brief_state_text(const JobRecord& job);
/// Also "running": a process may be working on the job. Checked only for unfinished jobs, because
/// it costs a look at two locks.
std::string state_text(const std::string& job_path, const JobRecord& job);

/// The locks on a job, none of them locked yet: a deletion must hold all of them.
std::vector<ByteLock> locks_of(const Store& store, const JobRecord& job);
/// Whether a process holds one of them.
bool is_in_use(const HeldLocks& held, const JobRecord& job);

}  // namespace accel
