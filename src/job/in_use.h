// SPDX-License-Identifier: Apache-2.0
// Which jobs of a workdir are in use: each has a byte in the workdir's `.lock`, at 2^62 + its
// number. A process that uses a job holds a read lock on it; one that deletes it holds a write
// lock. The kernel frees them with the last process that has the descriptor.
#pragma once

#include "base/lock.h"

#include <cstdint>
#include <string>
#include <unordered_set>

namespace accel {

/// The jobs that one build uses: none of them is deleted while this exists.
class JobsInUse {
 public:
  JobsInUse() = default;
  explicit JobsInUse(const std::string& workdir);
  /// Call it before checking whether the job exists: if it does, it then stays. May hold
  /// neighbours, too. Waits while the job is being deleted.
  void hold(std::uint64_t number);
  /// Holds only a job that is about to be made, without waiting (the caller has a lock that a
  /// deletion may wait for). False if its number is in use.
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

/// The lock to hold while the job is deleted; not locked yet. If it is not free, the job is in use.
ByteLock deletion_lock(const std::string& workdir, std::uint64_t number);

}  // namespace accel
