// SPDX-License-Identifier: Apache-2.0
// `OUTPUT/<name>`: what one phase or slice prints, written as it comes. Bounded: of a long output,
// the first and last mebibytes are kept, with a line between them that says how much is left out.
#pragma once

#include "base/file.h"

#include <cstdint>
#include <optional>
#include <string>

namespace accel {

class OutputFile {
 public:
  /// `pipe` is read; the file appears with the first byte. `echo`: to standard error as well.
  OutputFile(std::string path, Fd pipe, bool echo);
  int fd() const { return pipe_.get(); }
  /// Reads what is available. False when all writers have closed.
  bool read_some();
  /// Reads what is left without waiting, and completes the file.
  void finish();
  /// Why part of it is not in the file: the error of the disk.
  const std::optional<SystemError>& error() const { return error_; }
  /// The last lines, for messages.
  std::string last_lines() const;

 private:
  void add(std::string_view bytes);
  void write(std::string_view bytes);
  std::string path_;
  Fd pipe_;
  Fd file_;
  bool echo_;
  std::uint64_t written_ = 0;
  std::uint64_t left_out_ = 0;
  std::string tail_;    ///< beyond the head: the newest bytes
  std::string recent_;  ///< the newest bytes of all
  std::optional<SystemError> error_;
};

}  // namespace accel
