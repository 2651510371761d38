// SPDX-License-Identifier: Apache-2.0
// Access to what is below a folder, the root, one path component at a time from the root's
// descriptor. Symbolic links on the way are never followed, so nothing leaves the root, even if
// folders are moved meanwhile. (The root's own path may have links.) Names are normal (normal_path)
// and stay inside (stays_inside).
#pragma once

#include "base/fd.h"

#include <string>
#include <string_view>

namespace accel {

/// Makes a new file to write, and the folders that lead to it. Throws SystemError if the name
/// exists, or if a part of its path is not a folder.
Fd create_inside(const std::string& root, std::string_view name);

/// Makes `name` a second name of the file `from`, which is not a link, and makes the folders that
/// lead to it. Copies the file if the file system refuses that, or the file is another user's.
/// Throws SystemError if the name exists.
void link_inside(const std::string& from, const std::string& root, std::string_view name);
/// Likewise makes a copy.
void copy_inside(const std::string& from, const std::string& root, std::string_view name);

/// Makes a symbolic link to `target`, replacing one that is there, and the folders that lead to it.
void replace_link_inside(const std::string& root, std::string_view name, const std::string& target);

/// Removes what replace_link_inside() left in `folder` when its process was killed.
void remove_leftovers_inside(const std::string& root, const std::string& folder);

/// Removes a symbolic link and then the folders that lead to it, as far as they are empty. Anything
/// else stays.
void remove_link_inside(const std::string& root, std::string_view name);

}  // namespace accel
