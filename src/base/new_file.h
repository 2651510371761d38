// SPDX-License-Identifier: Apache-2.0
// A file that is written bit by bit and appears under its name whole, or not at all. Until it is
// finished it has no name (O_TMPFILE), so nothing is left of it however the process ends. Where a
// file system has no such files it has a temporary name, which is removed unless the process is
// killed.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace accel {

class NewFile {
 public:
  enum class Replace { no, yes };

  /// Throws Error when something is at `path` that is not to be replaced, or is not a plain file,
  /// and SystemError when there can be no file there.
  NewFile(std::string path, Replace replace);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// What was not finished is gone.
  ~NewFile();

  /// Appends; gathered in blocks. Throws SystemError.
  void write(std::string_view bytes);
  /// The file is on disk and in its place when it returns. What appeared there meanwhile is not
  /// replaced either, unless it may be.
  void finish();
  std::uint64_t size() const { return written_ + block_.size(); }

 private:
  void check_place() const;
  void write_out(std::string_view bytes);
  void flush();
  void name();

  std::string path_;
  Replace replace_;
  std::string temporary_;  ///< the name that it has meanwhile, where it needs one
  bool is_named_ = false;
  std::string block_;
  std::uint64_t written_ = 0;
  Fd fd_;
};

}  // namespace accel
