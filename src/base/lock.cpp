// SPDX-License-Identifier: Apache-2.0
#include "base/lock.h"

#include "base/file.h"
#include "base/sys.h"

#include <cerrno>

namespace accel {
namespace {

struct flock write_lock(std::uint64_t offset) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(offset);
  lock.l_len = 1;
  return lock;
}

}  // namespace

ByteLock::ByteLock(const std::string& path, std::uint64_t offset)
    : fd_(open_file(path, O_RDWR | O_CREAT)), path_(path), offset_(offset) {}

bool ByteLock::try_lock() {
  struct flock lock = write_lock(offset_);
  if (sys::lock(fd_.get(), F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  throw SystemError("lock", path_, errno);
}

void ByteLock::lock() {
  struct flock lock = write_lock(offset_);
  if (sys::lock(fd_.get(), F_OFD_SETLKW, &lock) != 0) throw SystemError("lock", path_, errno);
}

}  // namespace accel
