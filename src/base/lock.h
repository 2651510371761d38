// SPDX-License-Identifier: Apache-2.0
// Locks on single bytes of one file, by the kernel (open file description locks). A lock belongs to
// the descriptor: it is passed on to child processes, and is gone when the last of them has ended,
// however it ended. Nothing can go stale.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <string>

namespace accel {

/// A lock on byte `offset`, which is below 2^62, of the file at `path`, which is made.
class ByteLock {
 public:
  ByteLock() = default;
  ByteLock(const std::string& path, std::uint64_t offset);
  /// False when another holds it.
  bool try_lock();
  /// Waits. Throws SystemError with EINTR when a signal handler ran.
  void lock();
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
  std::string path_;
  std::uint64_t offset_ = 0;
};

}  // namespace accel
