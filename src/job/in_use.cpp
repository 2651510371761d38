// SPDX-License-Identifier: Apache-2.0
#include "job/in_use.h"

#include <algorithm>

namespace accel {
namespace {

constexpr std::uint64_t kFirstJobByte = std::uint64_t{1} << 62;
constexpr std::uint64_t kLastByte = (std::uint64_t{1} << 63) - 2;

/// With 10,000 separate locks each costs 100 us, with 256 less than one. So after so many, blocks
/// of as many jobs are locked, then blocks of as many blocks.
constexpr std::uint64_t kLocksOfAWidth = 256;
constexpr std::uint64_t kWidest = std::uint64_t{1} << 40;

std::uint64_t byte_of(std::uint64_t number) {
  return std::min(kLastByte, kFirstJobByte + std::min(number, kFirstJobByte));
}

}  // namespace

JobsInUse::JobsInUse(const std::string& workdir) : locks_(workdir + "/.lock") {}

void JobsInUse::hold(std::uint64_t number) {
  const std::uint64_t block = number / width_;
  if (held_.contains(block)) return;
  const std::uint64_t begin = byte_of(block * width_);
  locks_.hold(begin, std::min(width_, kLastByte + 1 - begin));
  held_.insert(block);
  if (held_.size() < kLocksOfAWidth || width_ > kWidest) return;
  held_.clear();  // what is held stays so, and is locked once more if it is asked for again
  width_ *= kLocksOfAWidth;
}

bool JobsInUse::try_hold_new(std::uint64_t number) { return locks_.try_hold(byte_of(number)); }

ByteLock deletion_lock(const std::string& workdir, std::uint64_t number) {
  return {workdir + "/.lock", byte_of(number)};
}

}  // namespace accel
