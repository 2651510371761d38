// SPDX-License-Identifier: Apache-2.0
// Locks on single bytes of one file, by the kernel (open file description locks). A lock belongs to
// the descriptor: child processes inherit it, and it is gone when the last of them has ended,
// however it ended. So no lock can become stale.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <optional>
#include <string>

namespace accel {

/// A write lock on byte `offset`, which is below 2^63 - 1, of the file at `path`, which locking
/// makes.
class ByteLock {
 public:
  ByteLock() = default;
  ByteLock(const std::string& path, std::uint64_t offset);
  /// False when another holds it.
  bool try_lock();
  /// Waits. Throws SystemError with EINTR when a signal handler ran.
  void lock();
  /// Whether no other process holds it now. Takes no lock and makes no file, which need not be
  /// writable.
  bool is_free() const;
  /// -1 before it was locked.
  int fd() const { return fd_.get(); }

 private:
  void open();
  Fd fd_;
  std::string path_;
  std::uint64_t offset_ = 0;
};

/// Looks at the locks on one file, which may be another user's, and takes none.
class LockProbe {
 public:
  /// A file that is not there has none.
  explicit LockProbe(std::string path);
  /// No other descriptor has a lock on any of these bytes now.
  bool is_free(std::uint64_t offset, std::uint64_t count = 1) const;

 private:
  std::string path_;
  std::optional<Fd> fd_;
};

/// Read locks on bytes of one file, which is made. Others may hold the same locks; a write lock has
/// to wait. The kernel goes through all locks of a file for each new one, so there should be at
/// most a few hundred; locks on neighbouring bytes count as one.
class ReadLocks {
 public:
  ReadLocks() = default;
  explicit ReadLocks(const std::string& path);
  /// Waits for a write lock there to end. Throws SystemError with EINTR if a signal handler ran.
  void hold(std::uint64_t offset, std::uint64_t count);
  /// One byte. False when another has a write lock there.
  bool try_hold(std::uint64_t offset);
  int fd() const { return fd_.get(); }

 private:
  Fd fd_;
  std::string path_;
};

}  // namespace accel
