// SPDX-License-Identifier: Apache-2.0
// `inputs/<option>.tsv`: the files that an option of files was given, one per line: name, size,
// content hash; and the implementation of accel::Files.
#pragma once

#include <accel/files.h>

#include "base/content_cache.h"

#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

struct InputFile {
  std::string name;  ///< relative to the folder
  std::uint64_t size = 0;
  Digest digest;
};

std::string inputs_path(const std::string& job_path, const std::string& option);
/// Appends one line of such a list.
void add_input_line(std::string& text, std::string_view name, std::uint64_t size,
                    const Digest& digest);
/// Throws Error, naming the line, for a damaged list.
std::vector<InputFile> read_inputs(const std::string& path);
/// The name of the file with this number, from 0; empty if there are not that many. Reads the list
/// up to there, but only a limited amount: a running job may have replaced the list with anything.
std::string find_input_name(const std::string& path, std::uint64_t index);
/// Reads such a list from its contents.
std::vector<InputFile> parse_inputs(std::string_view text, const std::string& path);

/// How a list of files differs from an earlier one. Names are views into the two lists.
struct FilesChange {
  std::vector<std::string_view> added;
  std::vector<std::string_view> changed;
  std::vector<std::string_view> removed;
  /// A file that has another name but the same contents: the name before, the name now.
  std::vector<std::pair<std::string_view, std::string_view>> renamed;
};
FilesChange files_change(const std::vector<InputFile>& before, const std::vector<InputFile>& now);
/// In words: "12 added, 1 changed: photos/0007.jpg". Names a file if it is the only one of its
/// kind.
std::string files_change_text(const FilesChange& change);
/// The first few names of each kind that has several, one line each: "added: 01.jpg, 02.jpg, 03.jpg
/// and 9 more".
std::vector<std::string> files_change_names(const FilesChange& change);

/// The index of the first of `count` files that belongs to `slice`. Each slice has consecutive
/// files.
std::int64_t first_of_slice(std::int64_t count, std::int64_t slice, std::int64_t slices);

namespace detail {

struct FilesState {
  std::string option;
  std::string folder;
  std::vector<InputFile> files;
  int slices = 1;
  std::atomic<int> references{1};
};

}  // namespace detail
}  // namespace accel
