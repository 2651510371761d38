// SPDX-License-Identifier: Apache-2.0
// What lies below a folder, the root, reached part by part from the root's descriptor: a symbolic
// link on the way is never followed, so nothing leaves the root, whoever moves folders meanwhile.
// (The root's own path may have links.) Names are normal (normal_path) and stay inside
// (stays_inside).
#pragma once

#include "base/fd.h"

#include <string>
#include <string_view>

namespace accel {

/// A new file to write, and the folders that lead to it. Throws SystemError when there is something
/// of that name, or when a part of it is not a folder.
Fd create_inside(const std::string& root, std::string_view name);

/// A symbolic link to `target`, in the place of one that is there, and the folders that lead to it.
void replace_link_inside(const std::string& root, std::string_view name, const std::string& target);

/// Removes a symbolic link and then the folders that lead to it, as far as they are empty. Whatever
/// else is there stays.
void remove_link_inside(const std::string& root, std::string_view name);

}  // namespace accel
