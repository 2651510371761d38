// SPDX-License-Identifier: Apache-2.0
// Landlock (landlock(7)): a process gives up, permanently and for all that it forks, every access
// to files that is not listed. Open descriptors stay open.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <string>

namespace accel {

/// The kernel's version of Landlock; 0 if it has none, or does not let us use it.
int landlock_abi();

class Ruleset {
 public:
  enum class Access {
    read,   ///< files and folders
    use,    ///< files, to read and write, as they are there: devices
    write,  ///< all that makes, changes and removes files and folders; no links, no devices
  };

  /// Restricts what version `abi` can: files (1), shortening (3), TCP (4), ioctl of devices (5),
  /// signals to processes outside, and abstract sockets (6).
  explicit Ruleset(int abi);
  /// Only signals to processes that were there before, and abstract sockets; from version 6 on.
  static Ruleset of_signals() { return Ruleset(); }

  /// Allows `path` and everything below it. Ignores a path that does not exist or is out of reach.
  void allow(const std::string& path, Access access);
  /// From now on, nothing else is allowed. PR_SET_NO_NEW_PRIVS must be set before.
  void enter() const;

 private:
  Ruleset();
  std::uint64_t files_ = 0;  ///< the rights that are restricted
  Fd fd_;
};

}  // namespace accel
