// SPDX-License-Identifier: Apache-2.0
// A file that appears under its name whole, or not at all. Until it is published it has no name
// (O_TMPFILE), so nothing is left of it however the process ends. Where a file system has no such
// files it has a temporary name, which is removed unless the process is killed.
#pragma once

#include "base/fd.h"

#include <string>
#include <string_view>

namespace accel {

class NewFile {
 public:
  enum class Replace { no, yes };

  /// Throws SystemError when there can be no file there.
  explicit NewFile(std::string path);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  /// Appends; in blocks. Throws SystemError.
  void write(std::string_view bytes);
  /// Gives it its name, once its contents are on disk. With Replace::no throws Error when something
  /// is there already.
  void publish(Replace replace);

 private:
  void flush();
  std::string own_path() const;

  std::string path_;
  std::string temporary_;  ///< the name that it has meanwhile
  bool is_named_ = false;
  Fd fd_;
  std::string waiting_;
};

}  // namespace accel
