// SPDX-License-Identifier: Apache-2.0
#include "base/new_file.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include <fcntl.h>

namespace accel {
namespace {

constexpr std::size_t kBlock = std::size_t{256} * 1024;

}  // namespace

NewFile::NewFile(std::string path) : path_(std::move(path)) {
  temporary_ = path_ + ".tmp-" + std::to_string(::getpid());
  fd_ = Fd(sys::open(parent_path(path_).c_str(), O_TMPFILE | O_WRONLY, 0666));
  if (fd_.is_open()) return;
  if (errno != EOPNOTSUPP && errno != EISDIR) {
    throw SystemError("create a file in", parent_path(path_), errno);
  }
  fd_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL);
  is_named_ = true;
}

NewFile::~NewFile() {
  if (is_named_) sys::unlink(temporary_.c_str());
}

void NewFile::write(std::string_view bytes) {
  if (bytes.size() >= kBlock) {
    flush();
    write_all(fd_, path_, bytes);
    return;
  }
  waiting_ += bytes;
  if (waiting_.size() >= kBlock) flush();
}

void NewFile::flush() {
  write_all(fd_, path_, waiting_);
  waiting_.clear();
}

std::string NewFile::own_path() const {
  return is_named_ ? temporary_ : "/proc/self/fd/" + std::to_string(fd_.get());
}

void NewFile::publish(Replace replace) {
  flush();
  sync_file(fd_, path_);
  if (replace == Replace::no) {
    if (sys::link(own_path().c_str(), path_.c_str()) == 0) return;
    if (errno == EEXIST) throw Error(quote(path_) + " is there already");
    throw SystemError("make", path_, errno);
  }
  if (!is_named_) {
    if (sys::link(own_path().c_str(), temporary_.c_str()) != 0) {
      throw SystemError("make", temporary_, errno);
    }
    is_named_ = true;
  }
  rename_file(temporary_, path_);
  is_named_ = false;
}

}  // namespace accel
