// SPDX-License-Identifier: Apache-2.0
// Memory that processes share: that which makes it, those forked from it, and whoever finds it by
// process and name, to read. It lies on no disk, is zeros at first, and goes with the last process
// that has it. Its size is sealed, so nobody can cut it under a reader. What stands in it may be
// written by anybody who has it: a reader trusts none of it.
#pragma once

#include "base/fd.h"

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace accel {

class SharedMemory {
 public:
  SharedMemory() = default;
  /// Makes memory of a fixed size, to read and write. Throws SystemError.
  SharedMemory(const std::string& name, std::size_t size);
  SharedMemory(SharedMemory&& other) noexcept { swap(other); }
  SharedMemory& operator=(SharedMemory&& other) noexcept {
    swap(other);
    return *this;
  }
  ~SharedMemory();

  /// What process `pid` made, to be read only. nullopt when it has none of that name that is
  /// sealed, has ended, or is another user's.
  static std::optional<SharedMemory> find(pid_t pid, const std::string& name);

  void* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  void swap(SharedMemory& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  Fd fd_;  ///< stays open, so that it can be found
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace accel
