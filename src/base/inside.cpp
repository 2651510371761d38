// SPDX-License-Identifier: Apache-2.0
#include "base/inside.h"

#include "base/file.h"
#include "base/sys.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>

namespace accel {
namespace {

Fd open_root(const std::string& root) { return open_file(root, O_PATH | O_DIRECTORY); }

/// Not open, with errno, if `part` itself is not a folder.
Fd open_part(const Fd& folder, const std::string& part) {
  return Fd(sys::openat(folder.get(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW));
}

/// The folder that holds `name`; makes missing folders on the way. `name` is then its last part.
/// Not open, with ENOENT, if one of them was removed meanwhile.
Fd enter_folders(const std::string& root, std::string_view& name) {
  Fd folder = open_root(root);
  const std::string_view whole = name;
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    const std::string part(name.substr(0, slash));
    Fd next = open_part(folder, part);
    if (!next.is_open() && errno == ENOENT) {
      // Another slice may be as far.
      if (sys::mkdirat(folder.get(), part.c_str()) == 0 || errno == EEXIST) {
        next = open_part(folder, part);
      }
    }
    name.remove_prefix(slash + 1);
    const int error = errno;
    if (!next.is_open() && error != ENOENT) {
      const std::string path = join_path(root, whole.substr(0, whole.size() - name.size() - 1));
      throw SystemError("make folder", path, error);
    }
    folder = std::move(next);
    errno = error;
    if (!folder.is_open()) break;
  }
  return folder;
}

constexpr std::string_view kTemporary = ".tmp-";  // a process follows; a long name leaves no room

/// False, with errno, when it fails.
bool rename_over(const Fd& folder, const std::string& name, const std::string& target) {
  const std::string temporary = std::string(kTemporary) + std::to_string(::getpid());
  bool is_made = sys::symlinkat(target.c_str(), folder.get(), temporary.c_str()) == 0;
  if (!is_made && errno == EEXIST) {  // of a process that was killed
    sys::unlinkat(folder.get(), temporary.c_str(), 0);
    is_made = sys::symlinkat(target.c_str(), folder.get(), temporary.c_str()) == 0;
  }
  if (!is_made) return false;
  if (sys::renameat(folder.get(), temporary.c_str(), name.c_str()) == 0) return true;
  const int error = errno;
  sys::unlinkat(folder.get(), temporary.c_str(), 0);
  errno = error;
  return false;
}

/// The target of a link. Empty, with errno, if there is none: EINVAL if something else is there.
std::string link_target(const Fd& folder, const std::string& name) {
  char target[PATH_MAX];
  const ssize_t size = sys::readlinkat(folder.get(), name.c_str(), target, sizeof target);
  return {target, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

void remove_link_in(const Fd& folder, std::string_view name) {
  const auto slash = name.find('/');
  const std::string part(name.substr(0, slash));
  if (slash == std::string_view::npos) {
    struct stat status;
    const bool is_link =
        sys::fstatat(folder.get(), part.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISLNK(status.st_mode);
    if (is_link) sys::unlinkat(folder.get(), part.c_str(), 0);
    return;
  }
  const Fd inner = open_part(folder, part);
  if (!inner.is_open()) return;
  remove_link_in(inner, name.substr(slash + 1));
  sys::unlinkat(folder.get(), part.c_str(), AT_REMOVEDIR);
}

}  // namespace

/// Calls `act(folder, last)` with the folder that holds `name` and its last part. `act` returns
/// false, with errno, when it fails. Another build may remove the folder in between if it is empty
/// (remove_link_inside); in that case it is made again.
template <class Act>
void InsideTree::act(std::string_view name, const char* what, const Act& act) {
  constexpr int kMostAttempts = 100;
  const auto slash = name.rfind('/') + 1;  // npos + 1 is 0
  if (folder_name_ != name.substr(0, slash)) folder_ = {};
  for (int attempt = 1;; ++attempt) {
    std::string_view rest = name;
    if (!folder_.is_open()) folder_ = enter_folders(root_, rest);
    folder_name_ = name.substr(0, slash);
    if (folder_.is_open() && act(folder_, std::string(name.substr(slash)))) return;
    const int error = errno;
    folder_ = {};
    if (error != ENOENT || attempt == kMostAttempts) {
      throw SystemError(what, join_path(root_, name), error);
    }
  }
}

Fd create_inside(const std::string& root, std::string_view name) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL;  // follows no link in the last part
  if (name.find('/') == std::string_view::npos) return open_file(join_path(root, name), flags);
  return InsideTree(root).create(name);
}

Fd InsideTree::create(std::string_view name) {
  Fd file;
  act(name, "create", [&](const Fd& folder, const std::string& last) {
    file = Fd(sys::openat(folder.get(), last.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666));
    return file.is_open();
  });
  return file;
}

void InsideTree::link(const std::string& from, std::string_view name) {
  bool is_refused = false;
  act(name, "link", [&](const Fd& folder, const std::string& last) {
    if (sys::link_at(from.c_str(), folder.get(), last.c_str()) == 0) return true;
    return is_refused = is_link_refusal(errno);
  });
  if (is_refused) copy(from, name);
}

void InsideTree::copy(const std::string& from, std::string_view name) {
  copy_contents(from, create(name), join_path(root_, name));
}

bool InsideTree::replace_link(std::string_view name, const std::string& target) {
  bool is_in_the_way = false;
  act(name, "link", [&](const Fd& folder, const std::string& last) {
    const std::string before = link_target(folder, last);
    if (before == target) return true;
    if (!before.empty()) return rename_over(folder, last, target);
    if (errno == EINVAL) return is_in_the_way = true;
    if (errno != ENOENT) return false;
    if (sys::symlinkat(target.c_str(), folder.get(), last.c_str()) == 0) return true;
    return errno == EEXIST && rename_over(folder, last, target);  // another build was faster
  });
  return !is_in_the_way;
}

/// A process whose link is removed while it replaces another makes it again (act_inside).
void remove_leftovers_inside(const std::string& root, const std::string& folder) {
  for (const std::string& name : list_folder(join_path(root, folder))) {
    if (!name.starts_with(kTemporary)) continue;
    const bool has_process = name.find_first_not_of("0123456789", kTemporary.size()) == name.npos;
    if (has_process) remove_link_inside(root, normal_path(join_path(folder, name)));
  }
}

void remove_link_inside(const std::string& root, std::string_view name) {
  if (exists(root)) remove_link_in(open_root(root), name);
}

}  // namespace accel
