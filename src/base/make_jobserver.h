// SPDX-License-Identifier: Apache-2.0
// The jobserver of GNU make: a pipe that holds a byte for each core that nobody uses. A process
// that reads a byte may use one more core, and writes the same byte back when it no longer needs
// the core. The core on which make runs a command belongs to that command and has no byte.
#pragma once

#include "base/fd.h"

#include <optional>
#include <string>
#include <string_view>

namespace accel {

class MakeJobserver {
 public:
  /// Opens what `auth` names: "R,W", two descriptors of this process, or "fifo:PATH". On failure
  /// returns nullopt and sets `problem`. Opens the pipe a second time to read without blocking:
  /// make and its other children share the flags of the first. Makes the two descriptors
  /// close-on-exec.
  static std::optional<MakeJobserver> find(const std::string& auth, std::string& problem);

  /// Takes the byte of a core, if one is in the pipe. Does not wait.
  std::optional<char> try_take();
  void give_back(char core);
  /// Becomes readable when a core may be free.
  int fd() const { return read_.get(); }

 private:
  MakeJobserver(Fd read, Fd write) : read_(std::move(read)), write_(std::move(write)) {}
  static std::optional<MakeJobserver> open(const std::string& read_path,
                                           const std::string& write_path, std::string& problem);
  Fd read_;
  Fd write_;
};

/// What MAKEFLAGS says about a jobserver: the value of the last --jobserver-auth or
/// --jobserver-fds.
std::optional<std::string> find_jobserver_auth(std::string_view makeflags);
/// MAKEFLAGS without the jobserver, and without the -jN that goes with it.
std::string without_jobserver(std::string_view makeflags);

/// What make gave to this process.
struct CoresOfMake {
  std::optional<MakeJobserver> jobserver;
  /// Why make's cores cannot be used, although MAKEFLAGS says that there are some.
  std::string problem;
};

/// Also removes the jobserver from MAKEFLAGS in the environment, because the programs that this
/// process starts do not get make's descriptors.
CoresOfMake take_cores_of_make();

}  // namespace accel
