// SPDX-License-Identifier: Apache-2.0
#include "base/glob.h"

#include "base/file.h"
#include "base/text.h"
#include "base/text_list.h"

#include <fnmatch.h>

#include <algorithm>
#include <functional>

namespace accel {
namespace {

constexpr const char* kWildcards = "*?[\\";

enum class Kind { file, folder, other };

bool name_matches(const std::string& pattern, const char* name) {
  return ::fnmatch(pattern.c_str(), name, FNM_PERIOD) == 0;
}

bool is_plain(const std::string& part) {
  return part.find_first_of(kWildcards) == std::string::npos;
}

/// Follows links, as a shell does, but not into folders under `**`, which could go round.
Kind kind_of(const std::string& folder, const dirent& item, bool follow) {
  if (item.d_type == DT_REG) return Kind::file;
  if (item.d_type == DT_DIR) return Kind::folder;
  if (item.d_type != DT_LNK && item.d_type != DT_UNKNOWN) return Kind::other;
  const std::string path = join_path(folder, item.d_name);
  const auto stat = find_stat(path);
  if (stat && stat->is_regular()) return Kind::file;
  if (!stat || !stat->is_folder()) return Kind::other;
  const auto link = find_stat(path, Follow::no);
  return follow || (link && !link->is_link()) ? Kind::folder : Kind::other;
}

class Walk {
 public:
  explicit Walk(std::vector<std::string> parts) : parts_(std::move(parts)) {}

  void from(const std::string& folder, std::size_t part) {
    const std::string& pattern = parts_[part];
    if (pattern == "**") {
      any_depth(folder, part);
    } else if (is_plain(pattern)) {
      plain(join_path(folder, pattern), part);
    } else {
      matching(folder, part);
    }
  }

  std::vector<std::string> found;

 private:
  bool is_last(std::size_t part) const { return part + 1 == parts_.size(); }

  void plain(const std::string& path, std::size_t part) {
    const auto stat = find_stat(path);
    if (!stat) return;
    if (is_last(part) && stat->is_regular()) found.push_back(path);
    if (!is_last(part) && stat->is_folder()) from(path, part + 1);
  }

  void matching(const std::string& folder, std::size_t part) {
    TextList files;
    std::vector<std::string> folders;
    const Kind wanted = is_last(part) ? Kind::file : Kind::folder;
    each_entry(folder, [&](const dirent& item) {
      if (!name_matches(parts_[part], item.d_name)) return;
      if (kind_of(folder, item, true) != wanted) return;
      if (wanted == Kind::file) files.add(item.d_name);
      if (wanted == Kind::folder) folders.push_back(join_path(folder, item.d_name));
    });
    take(folder, files);
    for (const std::string& inner : folders) from(inner, part + 1);
  }

  /// Each folder is listed once, for its files and its folders, unless more than the file's name
  /// follows `**`.
  void any_depth(const std::string& folder, std::size_t part) {
    const bool ends_here = is_last(part) || (is_last(part + 1) && !is_plain(parts_[part + 1]));
    const std::string files_pattern = is_last(part) ? "*" : parts_[part + 1];
    if (!ends_here) from(folder, part + 1);
    TextList files;
    std::vector<std::string> folders;
    each_entry(folder, [&](const dirent& item) {
      const bool is_wanted = ends_here && name_matches(files_pattern, item.d_name);
      if (!is_wanted && item.d_name[0] == '.') return;
      const Kind kind = kind_of(folder, item, false);
      if (is_wanted && kind == Kind::file) files.add(item.d_name);
      if (kind == Kind::folder && item.d_name[0] != '.') {
        folders.push_back(join_path(folder, item.d_name));
      }
    });
    take(folder, files);
    for (const std::string& inner : folders) from(inner, part);
  }

  void take(const std::string& folder, const TextList& names) {
    const std::string begin = join_path(folder, "x");
    if (found.empty()) found.reserve(names.size());
    for (const std::size_t i : names.sorted_places()) {
      std::string& path = found.emplace_back();
      path.reserve(begin.size() - 1 + names[i].size());
      path.append(begin, 0, begin.size() - 1).append(names[i]);
    }
  }

  std::vector<std::string> parts_;
};

std::vector<std::string> pattern_parts(std::string_view pattern) {
  std::vector<std::string> parts;
  for (std::string& part : split(pattern, '/')) {
    const bool repeats = part == "**" && !parts.empty() && parts.back() == "**";
    if (!part.empty() && !repeats) parts.push_back(std::move(part));
  }
  return parts;
}

bool parts_match(const std::vector<std::string>& pattern, std::size_t p,
                 const std::vector<std::string>& name, std::size_t n) {
  if (p == pattern.size()) return n == name.size();
  if (pattern[p] == "**") {
    for (std::size_t skip = n; skip <= name.size(); ++skip) {
      if (parts_match(pattern, p + 1, name, skip)) return true;
    }
    return p + 1 == pattern.size();
  }
  return n < name.size() && name_matches(pattern[p], name[n].c_str()) &&
         parts_match(pattern, p + 1, name, n + 1);
}

}  // namespace

std::vector<std::string> glob_files(const std::vector<std::string>& patterns) {
  std::vector<std::string> found;
  for (const std::string& pattern : patterns) {
    std::vector<std::string> parts = pattern_parts(pattern);
    if (parts.empty()) continue;
    Walk walk(std::move(parts));
    walk.found = std::move(found);
    walk.from(pattern.starts_with('/') ? "/" : "", 0);
    found = std::move(walk.found);
  }
  const auto disorder = std::adjacent_find(found.begin(), found.end(), std::greater_equal<>());
  if (disorder == found.end()) return found;  // each folder is, so that one folder's files are
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string fixed_folder(const std::string& pattern) {
  const std::string fixed = pattern.substr(0, pattern.find_first_of(kWildcards));
  return fixed.substr(0, fixed.rfind('/') + 1);  // npos + 1 is 0
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  return parts_match(pattern_parts(pattern), 0, pattern_parts(name), 0);
}

}  // namespace accel
