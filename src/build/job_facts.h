// SPDX-License-Identifier: Apache-2.0
// A job directory as far as deleting it is concerned. Reads what it can, and throws for nothing
// that is damaged: it says so.
#pragma once

#include "base/hash.h"
#include "job/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

enum class JobState { finished, failed, unfinished };

struct JobFacts {
  std::string id;
  std::uint64_t number = 0;
  std::string method;        ///< empty: not known
  std::vector<Digest> keys;  ///< that it answers, as far as they are known; its own first
  JobState state = JobState::unfinished;
  bool is_running = false;         ///< not finished, and some process may be at it
  bool knows_reads = false;        ///< false: `reads` is not all, or nothing
  std::vector<std::string> reads;  ///< ids of the jobs that it needs: inputs, and columns' files
  std::int64_t ended = 0;          ///< when it was finished, or last written to; seconds since 1970
  std::uint64_t bytes = 0;         ///< what it takes on the disk, in blocks
};

JobFacts facts_of(const Store& store, const std::string& id);
/// All but `ended` of an unfinished job, `is_running`, and `bytes`: without a look at every file.
JobFacts brief_facts_of(const Store& store, const std::string& id);

/// What all below a folder takes on the disk.
std::uint64_t bytes_below(const std::string& folder);

/// When a job was finished that began then, to the second; nullopt when `started` is no time. Not
/// the time of its post.json, which `accel accept` replaces.
std::optional<std::int64_t> find_end(std::string_view started, double seconds);

/// The locks that keep a job, none of them locked yet: all must be had to delete it.
std::vector<ByteLock> locks_of(const Store& store, const JobFacts& job);
/// Whether a process holds one of them.
bool is_in_use(const HeldLocks& held, const JobFacts& job);

}  // namespace accel
