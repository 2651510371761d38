// SPDX-License-Identifier: Apache-2.0
// Access to what is below a folder, the root, one path component at a time from the root's
// descriptor. Symbolic links on the way are never followed, so nothing leaves the root, even if
// folders are moved meanwhile. (The root's own path may have links.) Names are normal (normal_path)
// and stay inside (stays_inside).
#pragma once

#include "base/fd.h"

#include <string>
#include <string_view>
#include <utility>

namespace accel {

/// Makes a new file to write, and the folders that lead to it. Throws SystemError if the name
/// exists, or if a part of its path is not a folder.
Fd create_inside(const std::string& root, std::string_view name);

/// Makes many links below one root, and the folders that lead to them. Keeps the folder of the last
/// name open, so give it names of one folder one after the other.
class InsideTree {
 public:
  explicit InsideTree(std::string root) : root_(std::move(root)) {}
  /// Makes `name` a second name of the file `from`, which is not a link. Copies the file if the
  /// file system refuses that, or the file is another user's. Throws SystemError if the name
  /// exists.
  void link(const std::string& from, std::string_view name);
  /// Likewise makes a copy.
  void copy(const std::string& from, std::string_view name);
  /// A new file to write, as create_inside() makes it.
  Fd create(std::string_view name);
  /// Makes a symbolic link to `target`, and replaces one that is there. Returns false if anything
  /// else is there.
  bool replace_link(std::string_view name, const std::string& target);

 private:
  template <class Act>
  void act(std::string_view name, const char* what, const Act& act);
  std::string root_;
  std::string folder_name_;
  Fd folder_;
};

/// Removes what InsideTree::replace_link() left in `folder` when its process was killed.
void remove_leftovers_inside(const std::string& root, const std::string& folder);

/// Removes a symbolic link and then the folders that lead to it, as far as they are empty. Anything
/// else stays.
void remove_link_inside(const std::string& root, std::string_view name);

}  // namespace accel
