// SPDX-License-Identifier: Apache-2.0
#include "base/path.h"

#include "base/file.h"

#include <filesystem>

namespace accel {
namespace fs = std::filesystem;

std::string absolute_path(const std::string& path) {
  if (!path.empty() && path[0] == '/') return normal_path(path);
  std::error_code error;
  const fs::path current = fs::current_path(error);
  if (error) throw SystemError("find the current folder of", path, error.value());
  return normal_path(current.string() + "/" + path);
}

std::string relative_path(const std::string& path, const std::string& base) {
  return fs::path(path).lexically_relative(base).string();
}

bool is_normal_path(std::string_view path) {
  if (path.empty() || path[0] == '.' || path.back() == '/') return false;
  for (std::size_t i = path.find('/'); i != std::string_view::npos; i = path.find('/', i + 1)) {
    if (path[i + 1] == '/' || path[i + 1] == '.') return false;
  }
  return true;
}

std::string normal_path(std::string_view path) {
  if (is_normal_path(path)) return std::string(path);
  std::string normal = fs::path(path).lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::string parent_path(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, slash == 0 ? 1 : slash));
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || name.starts_with('/')) return std::string(name);
  if (name.empty()) return std::string(folder);
  return std::string(folder) + (folder.ends_with('/') ? "" : "/") + std::string(name);
}

std::string place_text(const detail::Place& place) {
  std::string path = normal_path(place.file);
  const std::string here = absolute_path(".") + "/";
  if (path.starts_with(here)) path.erase(0, here.size());
  return path + ":" + std::to_string(place.line);
}

bool stays_inside(std::string_view path) {
  if (path.empty() || path[0] == '/' || path.find('\0') != std::string_view::npos) return false;
  const std::string normal = normal_path(path);
  return normal != "." && normal != ".." && !normal.starts_with("../");
}

}  // namespace accel
