// SPDX-License-Identifier: Apache-2.0
#include "base/shared_memory.h"

#include "base/file.h"
#include "base/processes.h"
#include "base/sys.h"

namespace accel {
namespace {

constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

/// The file of another process's descriptor. Opens only a memory file: opening a pipe may block,
/// and a device may do anything.
Fd open_memory(const std::string& path) {
  struct stat status {};
  if (sys::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  Fd fd(sys::open(path.c_str(), O_RDONLY | O_NONBLOCK));
  const int seals = fd.is_open() ? ::fcntl(fd.get(), F_GET_SEALS) : -1;
  if (seals < 0 || (seals & kSeals) != kSeals) return {};
  return fd;
}

}  // namespace

SharedMemory::SharedMemory(const std::string& name, std::size_t size)
    : fd_(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING)), size_(size) {
  const auto fail = [&] { return SystemError("get memory for", name, errno); };
  if (!fd_.is_open()) throw fail();
  if (sys::ftruncate(fd_.get(), size) != 0) throw fail();
  if (::fcntl(fd_.get(), F_ADD_SEALS, kSeals) != 0) throw fail();
  void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
  if (data == MAP_FAILED) throw fail();
  data_ = data;
}

SharedMemory::~SharedMemory() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

std::optional<SharedMemory> SharedMemory::find(pid_t pid, const std::string& name) {
  const auto path = find_descriptor(pid, "/memfd:" + name + " (deleted)");
  if (!path) return std::nullopt;
  const Fd fd = open_memory(*path);
  struct stat status {};
  if (!fd.is_open() || sys::fstat(fd.get(), &status) != 0 || status.st_size <= 0) {
    return std::nullopt;
  }
  SharedMemory memory;
  memory.size_ = static_cast<std::size_t>(status.st_size);
  memory.data_ = sys::mmap(fd.get(), memory.size_);
  if (memory.data_ == nullptr) return std::nullopt;
  return memory;
}

}  // namespace accel
