// SPDX-License-Identifier: Apache-2.0
// Options of files: their paths, the names they get, their content hashes.
#pragma once

#include <accel/value.h>

#include "dataset/files.h"
#include "job/project.h"

#include <string>
#include <vector>

namespace accel {

/// One path, or a list of them. Throws Error for anything else, and for an empty list.
std::vector<std::string> file_paths(const Value& value);

struct HashedFiles {
  std::string folder;  ///< absolute: what the names are relative to
  std::vector<InputFile> files;
};

/// Hashes the files, named relative to `base`, or to the deepest folder common to all when that is
/// empty. Paths are relative to the project. Throws Error for a file that is missing or unreadable,
/// or does not lie below `base`.
HashedFiles hash_files(const std::vector<std::string>& paths, const std::string& base,
                       const Project& project);

}  // namespace accel
