// SPDX-License-Identifier: Apache-2.0
// Options of files: their paths, names and content hashes. There may be a million files, so they
// are kept in a few blocks of memory.
#pragma once

#include <accel/urd.h>

#include "base/content_cache.h"
#include "dataset/input_list.h"
#include "job/project.h"

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

namespace detail {

struct TextsState {
  std::vector<std::string> texts;
  std::vector<std::string> folders;  ///< of the patterns that found them, if that is known
  std::atomic<int> references{1};
};

}  // namespace detail

using FilePaths = detail::Handle<detail::TextsState>;

/// One path, or a list of them. Throws Error for anything else, and for an empty list.
FilePaths file_paths(const Argument& argument);

/// Input files of one option.
class HashedFiles {
 public:
  /// Hashes the files, named relative to `base`; when that is empty, to the deepest folder that
  /// holds all of them and all of `folders`. Paths are relative to the project. Throws Error for a
  /// file that is missing or unreadable, or does not lie below `base`.
  HashedFiles(const std::vector<std::string>& paths, const std::string& base,
              const Project& project, const std::vector<std::string>& folders = {});

  /// Absolute: what the names are relative to.
  std::string folder() const;
  std::size_t size() const { return hashes_.size(); }
  /// The contents of `inputs/<option>.tsv`, and their digest.
  std::string text() const;
  Digest digest() const;
  std::vector<InputFile> list() const;

 private:
  std::string_view name(std::size_t i) const { return paths_[i].substr(prefix_.size()); }

  TextList paths_;      ///< absolute
  std::string prefix_;  ///< of all paths: the folder and '/'
  std::vector<ContentHash> hashes_;
};

}  // namespace accel
