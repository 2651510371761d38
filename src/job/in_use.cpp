// SPDX-License-Identifier: Apache-2.0
#include "job/in_use.h"

#include <algorithm>

namespace accel {
namespace {

/// A lock costs 100 us among 10,000 separate locks, and less than 1 us among 256. So after 256
/// locks on jobs, a lock covers a block of 256 jobs, then a block of 256 blocks, and so on.
constexpr std::uint64_t kLocksOfAWidth = 256;
constexpr std::uint64_t kWidest = std::uint64_t{1} << 40;

}  // namespace

std::uint64_t job_byte(std::uint64_t number) {
  return std::min(kLastJobByte, kFirstJobByte + std::min(number, kFirstJobByte));
}

JobsInUse::JobsInUse(const std::string& workdir) : locks_(workdir + "/.lock") {}

void JobsInUse::hold(std::uint64_t number) {
  const std::uint64_t block = number / width_;
  if (held_.contains(block)) return;
  const std::uint64_t begin = job_byte(block * width_);
  locks_.hold(begin, std::min(width_, kLastJobByte + 1 - begin));
  held_.insert(block);
  if (held_.size() < kLocksOfAWidth || width_ > kWidest) return;
  held_.clear();  // the locks stay, and are taken once more if requested again
  width_ *= kLocksOfAWidth;
}

bool JobsInUse::try_hold_new(std::uint64_t number) { return locks_.try_hold(job_byte(number)); }

ByteLock deletion_lock(const std::string& workdir, std::uint64_t number) {
  return {workdir + "/.lock", job_byte(number)};
}

}  // namespace accel
