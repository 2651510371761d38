// SPDX-License-Identifier: Apache-2.0
// Which jobs of a workdir are in use: each has a byte in the workdir's `.lock`, at 2^62 + its
// number. Who uses a job holds a read lock on it, who deletes it a write lock. The kernel frees
// them with the last process that has the descriptor.
#pragma once

#include "base/lock.h"

#include <cstdint>
#include <string>
#include <unordered_set>

namespace accel {

/// The jobs that one build uses: none of them is deleted until this goes.
class JobsInUse {
 public:
  JobsInUse() = default;
  explicit JobsInUse(const std::string& workdir);
  /// To be called before looking whether the job is there: what is there then, stays. May hold
  /// neighbours, too. Waits while it is being deleted.
  void hold(std::uint64_t number);
  /// A job that is about to be made: it alone, and without waiting (the caller has a lock that who
  /// deletes jobs may wait for). False when its number is not free.
  bool try_hold_new(std::uint64_t number);
  int fd() const { return locks_.fd(); }

 private:
  ReadLocks locks_;
  std::unordered_set<std::uint64_t> held_;  ///< blocks, by their number
  std::uint64_t width_ = 1;                 ///< jobs in a block
};

/// The bytes of all jobs, and of one.
constexpr std::uint64_t kFirstJobByte = std::uint64_t{1} << 62;
constexpr std::uint64_t kLastJobByte = (std::uint64_t{1} << 63) - 2;
std::uint64_t job_byte(std::uint64_t number);

/// What is held while the job is deleted; not locked yet. Not free: it is in use.
ByteLock deletion_lock(const std::string& workdir, std::uint64_t number);

}  // namespace accel
