// SPDX-License-Identifier: Apache-2.0
// Paths as texts. Only absolute_path() and place_text() ask the system, for the working folder.
#pragma once

#include <accel/error.h>

#include <string>
#include <string_view>

namespace accel {

std::string absolute_path(const std::string& path);  ///< lexical: no link is resolved
std::string relative_path(const std::string& path, const std::string& base);  ///< both absolute
std::string normal_path(std::string_view path);  ///< without ".", "//" and "x/.."
/// True only if normal_path() would change nothing; false for some normal paths too. Cheap.
bool is_normal_path(std::string_view path);
std::string parent_path(std::string_view path);
std::string_view base_name(std::string_view path);
std::string join_path(std::string_view folder, std::string_view name);
/// "build.cpp:12": relative to the working folder, which is the project's while a script runs.
std::string place_text(const detail::Place& place);
/// A path that stays below where it starts: relative, not empty, without "..".
bool stays_inside(std::string_view path);

}  // namespace accel
