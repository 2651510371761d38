// SPDX-License-Identifier: Apache-2.0
#include "build/input_files.h"

#include "base/text.h"

#include <algorithm>

namespace accel {
namespace {

/// Path and '/' of the deepest folder that holds all of the (normal, absolute) paths.
std::string common_folder(const std::vector<std::string>& paths) {
  std::string_view common = paths.front();
  for (const std::string& path : paths) {
    const auto [a, b] = std::mismatch(common.begin(), common.end(), path.begin(), path.end());
    common = common.substr(0, static_cast<std::size_t>(a - common.begin()));
  }
  return std::string(common.substr(0, common.rfind('/') + 1));
}

std::string below(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

}  // namespace

std::vector<std::string> file_paths(const Value& value) {
  std::vector<std::string> paths;
  const Value::List items = value.is_text() ? Value::List{value} : Value::List();
  const Value::List& list = value.is_list() ? value.list() : items;
  if (!value.is_list() && !value.is_text()) {
    throw Error("expected files (accel::glob(...), or a list of paths), got " + value.describe());
  }
  if (list.empty()) throw Error("the list of files is empty");
  paths.reserve(list.size());
  for (const Value& item : list) {
    if (item.is_object()) {
      paths.push_back(detail::text_from_value(item));  // a name that is not UTF-8
    } else if (item.is_text()) {
      paths.push_back(item.text());
    } else {
      throw Error("expected the path of a file, got " + item.describe());
    }
  }
  return paths;
}

HashedFiles hash_files(const std::vector<std::string>& paths, const std::string& base,
                       const Project& project) {
  const auto absolute = [&](const std::string& path) {
    return normal_path(join_path(project.folder, path));
  };
  std::vector<std::string> full;
  full.reserve(paths.size());
  for (const std::string& path : paths) full.push_back(absolute(path));
  const std::string prefix = base.empty() ? common_folder(full) : below(absolute(base));
  HashedFiles result;
  result.folder = prefix.size() > 1 ? prefix.substr(0, prefix.size() - 1) : prefix;
  const std::vector<ContentHash> hashes =
      hash_contents(full, paths, project.cache() + "/contents", project.concurrency);
  for (std::size_t i = 0; i < full.size(); ++i) {
    if (!full[i].starts_with(prefix)) {
      throw Error(escaped(paths[i]) + ": does not lie below the base folder " + quote(base));
    }
    result.files.push_back({full[i].substr(prefix.size()), hashes[i].size, hashes[i].digest});
  }
  return result;
}

}  // namespace accel
