// SPDX-License-Identifier: Apache-2.0
// A file that is written bit by bit and appears under its name whole, or not at all. Until it is
// finished it has no name (O_TMPFILE), so nothing is left of it however the process ends. If the
// file system has no such files, it has a temporary name, which is removed unless the process is
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

  /// Throws Error if something at `path` must not be replaced or is not a regular file, and
  /// SystemError if no file can be made there.
  NewFile(std::string path, Replace replace);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// Drops a file that was not finished.
  ~NewFile();

  /// Appends; gathered in blocks. Throws SystemError.
  void write(std::string_view bytes);
  /// The file is on disk and in its place when it returns. A file that appeared there meanwhile is
  /// replaced only if replacing is allowed.
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
