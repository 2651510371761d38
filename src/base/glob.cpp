// SPDX-License-Identifier: Apache-2.0
#include "base/glob.h"

#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <fnmatch.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace accel {
namespace {

struct Entry {
  std::string name;
  bool is_folder;
  bool is_file;
};

bool name_matches(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
}

bool is_plain(const std::string& part) { return part.find_first_of("*?[\\") == std::string::npos; }

/// Follows links, as a shell does, but not into folders under `**`, which could go round.
Entry entry_of(const std::string& folder, const dirent& item, bool follow) {
  Entry entry{item.d_name, item.d_type == DT_DIR, item.d_type == DT_REG};
  if (item.d_type != DT_LNK && item.d_type != DT_UNKNOWN) return entry;
  const std::string path = join_path(folder, entry.name);
  const auto stat = find_stat(path);
  const auto link = find_stat(path, Follow::no);
  entry.is_file = stat && stat->is_regular();
  entry.is_folder = stat && stat->is_folder() && (follow || !link->is_link());
  return entry;
}

std::vector<Entry> entries(const std::string& folder, bool follow) {
  std::vector<Entry> result;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.empty() ? "." : folder.c_str()),
                                                 ::closedir);
  if (!open) {
    if (errno == ENOENT || errno == ENOTDIR) return result;
    throw SystemError("list", folder, errno);
  }
  while (const dirent* item = ::readdir(open.get())) {
    const std::string_view name = item->d_name;
    if (name != "." && name != "..") result.push_back(entry_of(folder, *item, follow));
  }
  return result;
}

class Walk {
 public:
  explicit Walk(std::vector<std::string> parts) : parts_(std::move(parts)) {}

  void from(const std::string& folder, std::size_t part) {
    const std::string& pattern = parts_[part];
    const bool is_last = part + 1 == parts_.size();
    if (pattern == "**") {
      any_depth(folder, part, is_last);
    } else if (is_plain(pattern)) {
      plain(join_path(folder, pattern), part, is_last);
    } else {
      for (const Entry& entry : entries(folder, true)) {
        if (!name_matches(pattern, entry.name)) continue;
        const std::string path = join_path(folder, entry.name);
        if (is_last && entry.is_file) found.push_back(path);
        if (!is_last && entry.is_folder) from(path, part + 1);
      }
    }
  }

  std::vector<std::string> found;

 private:
  void plain(const std::string& path, std::size_t part, bool is_last) {
    const auto stat = find_stat(path);
    if (!stat) return;
    if (is_last && stat->is_regular()) found.push_back(path);
    if (!is_last && stat->is_folder()) from(path, part + 1);
  }

  void any_depth(const std::string& folder, std::size_t part, bool is_last) {
    if (!is_last) from(folder, part + 1);
    for (const Entry& entry : entries(folder, false)) {
      if (entry.name[0] == '.') continue;
      if (is_last && entry.is_file) found.push_back(join_path(folder, entry.name));
      if (entry.is_folder) from(join_path(folder, entry.name), part);
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
  return n < name.size() && name_matches(pattern[p], name[n]) &&
         parts_match(pattern, p + 1, name, n + 1);
}

}  // namespace

std::vector<std::string> glob_files(std::string_view pattern) {
  std::vector<std::string> parts = pattern_parts(pattern);
  if (parts.empty()) return {};
  Walk walk(std::move(parts));
  walk.from(pattern.starts_with('/') ? "/" : "", 0);
  std::sort(walk.found.begin(), walk.found.end());
  walk.found.erase(std::unique(walk.found.begin(), walk.found.end()), walk.found.end());
  return std::move(walk.found);
}

bool glob_matches(std::string_view pattern, std::string_view name) {
  return parts_match(pattern_parts(pattern), 0, pattern_parts(name), 0);
}

}  // namespace accel
