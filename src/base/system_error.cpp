// SPDX-License-Identifier: Apache-2.0
// The names of system errors, and what a person can do about each.
#include "base/file.h"
#include "base/text.h"

#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>

namespace accel {
namespace {

/// A disk may have room for bytes, but none for another file. (Some file systems count none.)
bool is_out_of_inodes(std::string path) {
  struct statvfs s {};
  while (::statvfs(path.c_str(), &s) != 0 && path != "/" && path != ".") path = parent_path(path);
  return s.f_files > 0 && s.f_favail == 0;
}

/// What a person can do about it; empty when the system's reason says all.
std::string hint_for(int error, const std::string& path) {
  switch (error) {
    case ENOSPC:
      if (is_out_of_inodes(path)) {
        return "that disk has no room for more files (inodes): remove some, then run again";
      }
      return "make room on that disk, then run again";
    case EDQUOT: return "your quota on that disk is used up: make room, then run again";
    case EROFS: return "that disk is mounted read-only: nothing can be written there";
    case EMFILE: return "raise the limit on open files (ulimit -n), then run again";
    case ENFILE: return "the whole system has too many files open";
    case EAGAIN:
      return "raise the limit on processes (ulimit -u), or run fewer workers at once (accel.toml: "
             "concurrency)";
    case ENOMEM:
      return "raise the limit on memory (ulimit -v), or run fewer workers at once (accel.toml: "
             "concurrency)";
    default: return "";
  }
}

}  // namespace

SystemError::SystemError(std::string_view what, std::string_view path, int error)
    : JobError("cannot " + std::string(what) + " " + quote(path) + ": " + std::strerror(error)),
      code_(error) {
  set_hint(hint_for(error, std::string(path)));
}

bool SystemError::is_of_machine() const {
  switch (code_) {
    case EAGAIN:
    case EDQUOT:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOSPC:
    case EROFS: return true;
    default: return false;
  }
}

}  // namespace accel
