// SPDX-License-Identifier: Apache-2.0
// A file that is written bit by bit, under a temporary name beside its place, and has its own name
// only when it is whole.
#pragma once

#include "base/fd.h"

#include <string>
#include <string_view>

namespace accel {

class NewFile {
 public:
  enum class Replace { no, yes };

  /// Throws Error when there is something at `path` that is not to be replaced, or a folder.
  NewFile(std::string path, Replace replace);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  /// What was not finished is removed.
  ~NewFile();

  /// Gathered in blocks. Throws SystemError.
  void write(std::string_view bytes);
  /// The file is on disk and in its place when it returns.
  void finish();
  std::uint64_t size() const { return written_ + block_.size(); }

 private:
  void check_place() const;
  void flush();

  std::string path_;
  Replace replace_;
  std::string temporary_;
  std::string block_;
  std::uint64_t written_ = 0;
  Fd fd_;
};

}  // namespace accel
