// SPDX-License-Identifier: Apache-2.0
#include "urd/hashed_inputs.h"

#include "base/text.h"

#include <algorithm>

namespace accel {
namespace {

std::string below(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

/// Path and '/' of the deepest folder that holds all of the (normal, absolute) paths, and all of
/// the folders, which are relative to the project.
std::string common_folder(const TextList& paths, const std::vector<std::string>& folders,
                          const Project& project) {
  std::string first = folders.empty() ? std::string(paths[0])
                                      : below(normal_path(join_path(project.folder, folders[0])));
  std::string_view common = first;
  const auto narrow = [&](std::string_view path) {
    if (path.starts_with(common)) return;
    const auto end = std::mismatch(common.begin(), common.end(), path.begin(), path.end()).first;
    common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
  };
  for (std::size_t i = 0; i < paths.size(); ++i) narrow(paths[i]);
  for (const std::string& folder : folders) {
    narrow(below(normal_path(join_path(project.folder, folder))));
  }
  return std::string(common.substr(0, common.rfind('/') + 1));
}

TextList absolute_paths(const std::vector<std::string>& paths, const Project& project) {
  const std::string folder = below(project.folder);
  TextList absolute;
  absolute.reserve(paths.size());
  for (const std::string& path : paths) {
    if (is_normal_path(path)) {
      absolute.add(path[0] == '/' ? "" : folder, path);
    } else {
      absolute.add(normal_path(join_path(project.folder, path)));
    }
  }
  return absolute;
}

std::string path_text(const Value& value) {
  if (value.is_text()) return value.text();
  throw Error("expected the path of a file, got " + value.describe());
}

std::vector<std::string> path_texts(const Value& given) {
  const Value value = detail::any_from_value(given);
  if (value.is_text()) return {value.text()};
  if (!value.is_list()) {
    throw Error("expected files (accel::glob(...), or a list of paths), got " + value.describe());
  }
  std::vector<std::string> paths;
  for (const Value& item : value.list()) paths.push_back(path_text(item));
  return paths;
}

}  // namespace

FilePaths file_paths(const Argument& argument) {
  FilePaths paths =
      argument.texts() ? argument.texts() : detail::keep_texts(path_texts(argument.value()));
  if (paths->texts.empty()) throw Error("the list of files is empty");
  return paths;
}

HashedFiles::HashedFiles(const std::vector<std::string>& paths, const std::string& base,
                         const Project& project, const std::vector<std::string>& folders)
    : paths_(absolute_paths(paths, project)) {
  prefix_ = base.empty() ? common_folder(paths_, folders, project)
                         : below(normal_path(join_path(project.folder, base)));
  hashes_ = hash_contents(paths_, paths, project.cache() + "/contents", project.concurrency);
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (!paths_[i].starts_with(prefix_)) {
      throw Error(escaped(paths[i]) + ": is not inside the base folder " + quote(base));
    }
  }
}

std::string HashedFiles::folder() const {
  return prefix_.size() > 1 ? prefix_.substr(0, prefix_.size() - 1) : prefix_;
}

std::string HashedFiles::text() const {
  std::string text;
  for (std::size_t i = 0; i < size(); ++i) {
    add_input_line(text, name(i), hashes_[i].size, hashes_[i].digest);
  }
  return text;
}

Digest HashedFiles::digest() const {
  constexpr std::size_t kMost = 64 * 1024;
  Hasher hasher;
  std::string text;
  for (std::size_t i = 0; i < size(); ++i) {
    add_input_line(text, name(i), hashes_[i].size, hashes_[i].digest);
    if (text.size() < kMost) continue;
    hasher.add(text);
    text.clear();
  }
  hasher.add(text);
  return hasher.digest();
}

std::vector<InputFile> HashedFiles::list() const {
  std::vector<InputFile> files;
  files.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) {
    files.push_back({std::string(name(i)), hashes_[i].size, hashes_[i].digest});
  }
  return files;
}

}  // namespace accel
