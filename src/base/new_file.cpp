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

NewFile::NewFile(std::string path, Replace replace)
    : path_(std::move(path)),
      replace_(replace),
      temporary_(path_ + ".tmp-" + std::to_string(::getpid()) + "-0") {
  check_place();
  const std::string folder = parent_path(absolute_path(path_));
  if (!exists(folder)) throw Error("there is no folder " + quote(folder));
  fd_ = open_file(temporary_, O_WRONLY | O_CREAT | O_EXCL);
}

NewFile::~NewFile() {
  if (fd_.is_open()) sys::unlink(temporary_.c_str());
}

void NewFile::check_place() const {
  const auto stat = find_stat(path_);
  if (stat && stat->is_folder()) throw Error(quote(path_) + " is a folder");
  if (stat && replace_ == Replace::no) {
    throw Error("there is a file " + quote(path_)).set_hint("to replace it: --force");
  }
}

void NewFile::write(std::string_view bytes) {
  block_ += bytes;
  if (block_.size() >= kBlock) flush();
}

void NewFile::flush() {
  write_all(fd_, path_, block_);
  written_ += block_.size();
  block_.clear();
}

void NewFile::finish() {
  flush();
  sync_file(fd_, path_);
  check_place();  // much may have happened meanwhile
  rename_file(temporary_, path_);
  fd_.reset();
}

}  // namespace accel
