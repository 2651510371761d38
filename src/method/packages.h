// SPDX-License-Identifier: Apache-2.0
// The libraries that a project names in accel.toml, as pkg-config describes them. The answers are
// kept in the cache until something is installed or removed where pkg-config looks.
#pragma once

#include <string>
#include <vector>

namespace accel {

struct PackageFlags {
  std::vector<std::string> compile;  ///< headers as -isystem: the user cannot fix them
  std::vector<std::string> link;
  std::vector<std::string> versions;  ///< one a package
};

/// Throws Error when a package, or pkg-config itself, is missing. `cache`: the cache's folder.
PackageFlags package_flags(const std::vector<std::string>& packages, const std::string& cache);

/// Splits a text into words like a shell: at blanks, except where quotes or backslashes keep them.
std::vector<std::string> shell_words(const std::string& text);

}  // namespace accel
