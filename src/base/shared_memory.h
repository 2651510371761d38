// SPDX-License-Identifier: Apache-2.0
// Memory that processes share: the one that makes it, those forked from it, and readers that find
// it by process and name. It is not on disk, is zeros at first, and is freed with the last process
// that has it. Its size is sealed, so it cannot shrink under a reader. Any process that has it may
// write to it: a reader trusts none of it.
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

  /// Opens what process `pid` made, read-only. nullopt if it has no sealed memory of that name, has
  /// ended, or is another user's.
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
