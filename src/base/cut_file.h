// SPDX-License-Identifier: Apache-2.0
// Files that are cut while they are mapped. A process that touches a page behind the new end, or
// one that the disk cannot read, gets SIGBUS. If this was requested, it then ends with an error
// that names the file. A SIGBUS outside of our mappings has the same effect as before.
#pragma once

#include <cstddef>
#include <string>

namespace accel {

/// From now on, in this process and its children: the error goes to standard error, and the process
/// ends with `code`.
void report_cut_files(int code = 1);

/// Room for an error in memory that outlives the process. Empty: no file was cut.
using CutFileText = char[4096];
/// Likewise with code 1, but the error goes to `text`, which must be zeros and must not move.
void report_cut_files(CutFileText& text);

struct MappedSlot;

/// Registers a range of addresses as a file's; for Mapping. Several threads may call it at once.
class MappedRange {
 public:
  MappedRange() = default;
  MappedRange(const void* begin, std::size_t size, const std::string& path);
  MappedRange(const MappedRange&) = delete;
  MappedRange& operator=(const MappedRange&) = delete;
  ~MappedRange() { forget(); }
  void swap(MappedRange& other) noexcept;
  /// Call it before the range is unmapped: another file may get it next.
  void forget();

 private:
  MappedSlot* slot_ = nullptr;
};

}  // namespace accel
