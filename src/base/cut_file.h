// SPDX-License-Identifier: Apache-2.0
// A file that is cut while it is mapped: whoever touches it behind its new end gets SIGBUS, and so
// does who touches a page that the disk cannot read. Where this was asked for, such a process ends
// with an error that names the file. A SIGBUS that has to do with no mapping of
// ours does what it did before.
#pragma once

#include <cstddef>
#include <string>

namespace accel {

/// From here on in this process and its children: the error goes to standard error, and `code` is
/// what such a process ends with.
void tell_cut_files(int code = 1);

/// Room for an error in memory that outlives the process. Empty: no file was cut.
using CutFileText = char[4096];
/// Likewise with code 1, but the error goes to `text`, which is zeros before and stays there.
void tell_cut_files(CutFileText& text);

struct MappedSlot;

/// That a range of addresses is a file's; for Mapping. Threads may do this at once.
class MappedRange {
 public:
  MappedRange() = default;
  MappedRange(const void* begin, std::size_t size, const std::string& path);
  MappedRange(const MappedRange&) = delete;
  MappedRange& operator=(const MappedRange&) = delete;
  ~MappedRange() { forget(); }
  void swap(MappedRange& other) noexcept;
  /// Before the range is unmapped: it may be another file's next.
  void forget();

 private:
  MappedSlot* slot_ = nullptr;
};

}  // namespace accel
