// SPDX-License-Identifier: Apache-2.0
// The jobserver of GNU make: a pipe that holds a byte for each core that nobody uses. Whoever reads
// a byte may use one more core, and writes the same byte back when it needs the core no longer. The
// core on which make runs a command belongs to that command and has no byte.
#pragma once

#include "base/fd.h"

#include <optional>
#include <string>
#include <string_view>

namespace accel {

class MakeJobserver {
 public:
  /// Opens what `auth` names: "R,W", two descriptors of this process, or "fifo:PATH". On failure
  /// returns nullopt and sets `problem`. make and its other children share the descriptors, so they
  /// keep their flags: this opens the pipe a second time. It also makes them close-on-exec.
  static std::optional<MakeJobserver> find(const std::string& auth, std::string& problem);

  /// The byte of a core, if there is one now. Does not wait.
  std::optional<char> try_take();
  void give_back(char core);
  /// Becomes readable when there may be a core.
  int fd() const { return read_.get(); }

 private:
  MakeJobserver(Fd read, Fd write) : read_(std::move(read)), write_(std::move(write)) {}
  static std::optional<MakeJobserver> open(const std::string& read_path,
                                           const std::string& write_path, std::string& problem);
  Fd read_;
  Fd write_;
};

/// What MAKEFLAGS says of a jobserver: the value of the last --jobserver-auth or --jobserver-fds.
std::optional<std::string> find_jobserver_auth(std::string_view makeflags);
/// Without that, and without -jN, which comes with it.
std::string without_jobserver(std::string_view makeflags);

/// What make gave to this process.
struct CoresOfMake {
  std::optional<MakeJobserver> jobserver;
  /// Why make's cores cannot be used, although MAKEFLAGS says that there are some.
  std::string problem;
};

/// Also removes the jobserver from MAKEFLAGS in the environment: the programs that this process
/// starts do not get make's descriptors.
CoresOfMake take_cores_of_make();

}  // namespace accel
