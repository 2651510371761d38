// SPDX-License-Identifier: Apache-2.0
// How a build differs from an ordinary one: it only says what it would do, or makes jobs again.
#pragma once

#include "method/methods.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct BuildMode {
  bool is_dry_run = false;
  std::set<std::string> forced;  ///< methods whose jobs are made again, if they were there before
  std::uint64_t first_new = 0;   ///< the number of the first job that this build could make

  /// A finished job of the method does not count.
  bool is_forced(const std::string& method, const std::string& job) const;
};

/// Throws Error, with names that are near, for a method that there is not.
BuildMode make_mode(const Project& project, const Methods& methods, bool is_dry_run,
                    const std::vector<std::string>& forced);

}  // namespace accel
