// SPDX-License-Identifier: Apache-2.0
#include "base/new_file.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include <fcntl.h>

namespace accel {
namespace {

constexpr std::size_t kBlock = std::size_t{256} * 1024;

[[noreturn]] void refuse(const std::string& path) {
  throw Error(quote(path) + " already exists").set_hint("to replace it: --force");
}

/// Gives the file `from` the name `to`, and replaces nothing: so it links instead of renaming. Some
/// file systems have no links, and a few of those need a check before a rename.
void move_to_new(const std::string& from, const std::string& to) {
  int result = sys::link(from.c_str(), to.c_str());
  if (result == 0) {
    sys::unlink(from.c_str());
    return;
  }
  if (errno != EEXIST) result = sys::rename_new(from.c_str(), to.c_str());
  if (result != 0 && (errno == EINVAL || errno == ENOSYS)) return rename_file(from, to);
  if (result != 0 && errno == EEXIST) refuse(to);
  if (result != 0) throw SystemError("make", to, errno);
}

}  // namespace

NewFile::NewFile(std::string path, Replace replace)
    : path_(std::move(path)),
      replace_(replace),
      temporary_(path_ + ".tmp-" + std::to_string(::getpid()) + "-0") {
  check_place();
  const std::string folder = parent_path(absolute_path(path_));
  if (!exists(folder)) throw Error("there is no folder " + quote(folder));
  fd_ = Fd(sys::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
  if (fd_.is_open()) return;
  if (errno != EOPNOTSUPP && errno != EISDIR) throw SystemError("make a file in", folder, errno);
  fd_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL);
  is_named_ = true;
}

NewFile::~NewFile() {
  if (is_named_) sys::unlink(temporary_.c_str());
}

void NewFile::check_place() const {
  const auto stat = find_stat(path_);
  if (!stat) return;
  if (stat->is_folder()) throw Error(quote(path_) + " is a folder");
  if (!stat->is_regular()) throw Error(quote(path_) + " is not a regular file");
  if (replace_ == Replace::no) refuse(path_);
}

void NewFile::write(std::string_view bytes) {
  if (bytes.size() >= kBlock) {
    flush();
    return write_out(bytes);
  }
  block_ += bytes;
  if (block_.size() >= kBlock) flush();
}

void NewFile::write_out(std::string_view bytes) {
  write_all(fd_, path_, bytes);
  written_ += bytes.size();
}

void NewFile::flush() {
  write_out(block_);
  block_.clear();
}

void NewFile::finish() {
  flush();
  sync_file(fd_, path_);
  check_place();  // much may have happened meanwhile
  name();
  sync_path(parent_path(absolute_path(path_)));
}

/// A file without a name cannot be renamed: one that may replace another gets a name first.
void NewFile::name() {
  const bool replaces = replace_ == Replace::yes;
  if (!is_named_) {
    const std::string unnamed = "/proc/self/fd/" + std::to_string(fd_.get());
    const std::string& first = replaces ? temporary_ : path_;
    if (sys::link(unnamed.c_str(), first.c_str()) != 0) {
      if (errno == EEXIST && !replaces) refuse(path_);
      throw SystemError("make", first, errno);
    }
    if (!replaces) return;
    is_named_ = true;
  }
  if (replaces) {
    rename_file(temporary_, path_);
  } else {
    move_to_new(temporary_, path_);
  }
  is_named_ = false;
}

}  // namespace accel
