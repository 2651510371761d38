// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <accel/types.h>

#include "base/cut_file.h"
#include "base/fd.h"

#include <string>
#include <utility>
#include <vector>

namespace accel {

/// A file's bytes, mapped read-only. The kernel allows a process 65,530 mappings
/// (vm.max_map_count): once it has kMostMapped files mapped, further ones are read into memory, so
/// that views of any number of files stay valid. If the file is cut, a process that touches the
/// missing part ends, with an error if report_cut_files() was called.
class Mapping {
 public:
  static constexpr int kMostMapped = 32768;

  Mapping() = default;
  explicit Mapping(const std::string& path);
  Mapping(const Fd& fd, const std::string& path);  ///< an open file, which may be closed after
  Mapping(Mapping&& other) noexcept { swap(other); }
  Mapping& operator=(Mapping&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Mapping();

  Bytes bytes() const { return {data_, size_}; }
  /// Gives back the pages that are wholly in [begin, end). Views stay valid; the page cache still
  /// has the pages.
  void give_back(std::size_t begin, std::size_t end) const;

 private:
  void swap(Mapping& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    range_.swap(other.range_);
    copy_.swap(other.copy_);
  }
  bool is_mapped() const { return data_ != nullptr && copy_.empty(); }

  void* data_ = nullptr;
  std::size_t size_ = 0;
  MappedRange range_;
  std::vector<std::uint8_t> copy_;  ///< in the place of a mapping
};

}  // namespace accel
