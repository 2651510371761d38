// SPDX-License-Identifier: Apache-2.0
// File name patterns: `*`, `?` and `[a-z]` within a name, `**` for any number of folders. Names
// that begin with a dot match only a pattern that begins with one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Paths of files (not folders) that match any of the patterns, sorted bytewise, each once.
/// Relative to the current folder when the pattern is.
std::vector<std::string> glob_files(const std::vector<std::string>& patterns);

/// The part before the first wildcard, up to and including the last '/'; empty if there is none.
std::string fixed_folder(const std::string& pattern);

/// Whether the relative path `name` matches.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace accel
