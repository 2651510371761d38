// SPDX-License-Identifier: Apache-2.0
#include "base/lock.h"

#include "base/file.h"
#include "base/sys.h"

#include <cerrno>

namespace accel {
namespace {

struct flock lock_of(short type, std::uint64_t offset, std::uint64_t count) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(offset);
  lock.l_len = static_cast<off_t>(count);
  return lock;
}

bool no_other_has(const Fd& fd, const std::string& path, std::uint64_t offset,
                  std::uint64_t count) {
  struct flock lock = lock_of(F_WRLCK, offset, count);
  if (sys::lock(fd.get(), F_OFD_GETLK, &lock) != 0) throw SystemError("lock", path, errno);
  return lock.l_type == F_UNLCK;
}

}  // namespace

ByteLock::ByteLock(const std::string& path, std::uint64_t offset) : path_(path), offset_(offset) {}

void ByteLock::open() {
  if (!fd_.is_open()) fd_ = open_file(path_, O_RDWR | O_CREAT);
}

bool ByteLock::try_lock() {
  open();
  struct flock lock = lock_of(F_WRLCK, offset_, 1);
  if (sys::lock(fd_.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  throw SystemError("lock", path_, errno);
}

void ByteLock::lock() {
  open();
  struct flock lock = lock_of(F_WRLCK, offset_, 1);
  if (sys::lock(fd_.get(), F_OFD_SETLKW, &lock) != 0) throw SystemError("lock", path_, errno);
}

bool ByteLock::is_free() const {
  return fd_.is_open() ? no_other_has(fd_, path_, offset_, 1) : LockProbe(path_).is_free(offset_);
}

LockProbe::LockProbe(std::string path) : path_(std::move(path)), fd_(find_file(path_, O_RDONLY)) {}

bool LockProbe::is_free(std::uint64_t offset, std::uint64_t count) const {
  return !fd_ || no_other_has(*fd_, path_, offset, count);
}

ReadLocks::ReadLocks(const std::string& path)
    : fd_(open_file(path, O_RDONLY | O_CREAT)), path_(path) {}

bool ReadLocks::try_hold(std::uint64_t offset) {
  struct flock lock = lock_of(F_RDLCK, offset, 1);
  if (sys::lock(fd_.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN) return false;
  throw SystemError("lock", path_, errno);
}

void ReadLocks::hold(std::uint64_t offset, std::uint64_t count) {
  struct flock lock = lock_of(F_RDLCK, offset, count);
  if (sys::lock(fd_.get(), F_OFD_SETLKW, &lock) != 0) throw SystemError("lock", path_, errno);
}

}  // namespace accel
