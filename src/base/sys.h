// SPDX-License-Identifier: Apache-2.0
// The system calls that accel makes: each function is the system call of its name, repeated when a
// signal interrupts it, with -1 and errno when it fails. Each calls a hook first. The hook is null
// except in tests (tests/fault), where it makes a call fail, shortens it, or ends the process.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

namespace accel::sys {

/// A call that is about to be made.
struct Call {
  const char* name;            ///< "open", "write", ...
  const char* path = nullptr;  ///< null when it is about `fd` alone; may be relative to that
  const char* to = nullptr;    ///< the new name, of rename; what the link says, of symlink
  int fd = -1;
  std::size_t size = 0;  ///< bytes to read or write
};

/// The hook of a test. Called by whichever thread makes the system call.
class Hook {
 public:
  virtual ~Hook() = default;
  /// The errno to fail with, instead of the call; 0 to make it. May lower `call.size`.
  virtual int before(Call& call) = 0;
  /// The call was made, and did not fail.
  virtual void after(const Call& call) = 0;
};

inline Hook* hook = nullptr;

template <class Kernel>
auto retry(Kernel&& kernel) {
  for (;;) {
    const auto result = kernel();
    if (result != -1 || errno != EINTR) return result;
  }
}

/// One attempt. `kernel(size)` makes the call.
template <class Kernel>
auto attempt(Call call, Kernel&& kernel) -> decltype(kernel(call.size)) {
  if (hook == nullptr) [[likely]]
    return kernel(call.size);
  if (const int error = hook->before(call); error != 0) {
    errno = error;
    return -1;
  }
  const auto result = kernel(call.size);
  if (result != -1) hook->after(call);
  return result;
}

template <class Kernel>
auto ask(const Call& call, Kernel&& kernel) {
  return retry([&] { return attempt(call, kernel); });
}

inline int open(const char* path, int flags, mode_t mode = 0) {
  return ask({.name = "open", .path = path},
             [&](auto) { return ::open(path, flags | O_CLOEXEC, mode); });
}
inline int openat(int folder, const char* name, int flags, mode_t mode = 0) {
  const char* call = (flags & O_CREAT) != 0 ? "open" : "openat";
  return ask({.name = call, .path = name, .fd = folder},
             [&](auto) { return ::openat(folder, name, flags | O_CLOEXEC, mode); });
}
/// Linux closes the descriptor whatever close returns: so a simulated failure closes it too, and
/// after EINTR the call is not repeated.
inline int close(int fd) {
  Call call{.name = "close", .fd = fd};
  const int error = hook != nullptr ? hook->before(call) : 0;
  const int result = ::close(fd);
  if (error == 0) return result;
  errno = error;
  return -1;
}

inline ssize_t read(int fd, void* out, std::size_t size) {
  return ask({.name = "read", .fd = fd, .size = size},
             [&](std::size_t part) { return ::read(fd, out, part); });
}
inline ssize_t pread(int fd, void* out, std::size_t size, off_t offset) {
  return ask({.name = "pread", .fd = fd, .size = size},
             [&](std::size_t part) { return ::pread(fd, out, part, offset); });
}
inline ssize_t write(int fd, const void* bytes, std::size_t size) {
  return ask({.name = "write", .fd = fd, .size = size},
             [&](std::size_t part) { return ::write(fd, bytes, part); });
}
inline ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
  return ask({.name = "pwrite", .fd = fd, .size = size},
             [&](std::size_t part) { return ::pwrite(fd, bytes, part, offset); });
}
/// `pieces` are not empty and 1024 at most. A hook sees each as a call of its own.
inline ssize_t writev(int fd, std::span<const iovec> pieces) {
  if (hook != nullptr) return write(fd, pieces[0].iov_base, pieces[0].iov_len);
  return retry([&] { return ::writev(fd, pieces.data(), static_cast<int>(pieces.size())); });
}

inline int fsync(int fd) {
  return ask({.name = "fsync", .fd = fd}, [&](auto) { return ::fsync(fd); });
}
inline int syncfs(int fd) {
  return ask({.name = "syncfs", .fd = fd}, [&](auto) { return ::syncfs(fd); });
}

inline int ftruncate(int fd, std::size_t size) {
  return ask({.name = "ftruncate", .fd = fd},
             [&](auto) { return ::ftruncate(fd, static_cast<off_t>(size)); });
}

inline int stat(const char* path, struct stat* out) {
  return ask({.name = "stat", .path = path}, [&](auto) { return ::stat(path, out); });
}
inline int lstat(const char* path, struct stat* out) {
  return ask({.name = "lstat", .path = path}, [&](auto) { return ::lstat(path, out); });
}
inline int fstat(int fd, struct stat* out) {
  return ask({.name = "fstat", .fd = fd}, [&](auto) { return ::fstat(fd, out); });
}
inline int fstatat(int folder, const char* name, struct stat* out, int flags = 0) {
  return ask({.name = "fstatat", .path = name, .fd = folder},
             [&](auto) { return ::fstatat(folder, name, out, flags); });
}
inline ssize_t readlinkat(int folder, const char* name, char* out, std::size_t size) {
  return ask({.name = "readlink", .path = name, .fd = folder},
             [&](auto) { return ::readlinkat(folder, name, out, size); });
}
inline ssize_t readlink(const char* path, char* out, std::size_t size) {
  return ask({.name = "readlink", .path = path}, [&](auto) { return ::readlink(path, out, size); });
}

inline int mkdir(const char* path) {
  return ask({.name = "mkdir", .path = path}, [&](auto) { return ::mkdir(path, 0777); });
}
inline int mkdirat(int folder, const char* name) {
  return ask({.name = "mkdir", .path = name, .fd = folder},
             [&](auto) { return ::mkdirat(folder, name, 0777); });
}
/// `path` ends with XXXXXX, which becomes the name.
inline int mkdtemp(char* path) {
  return ask({.name = "mkdtemp", .path = path},
             [&](auto) { return ::mkdtemp(path) != nullptr ? 0 : -1; });
}
inline int rmdir(const char* path) {
  return ask({.name = "rmdir", .path = path}, [&](auto) { return ::rmdir(path); });
}
inline int rename(const char* from, const char* to) {
  return ask({.name = "rename", .path = from, .to = to}, [&](auto) { return ::rename(from, to); });
}
/// Replaces nothing: then EEXIST. EINVAL where the file system cannot promise that.
inline int rename_new(const char* from, const char* to) {
  return ask({.name = "rename", .path = from, .to = to},
             [&](auto) { return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE); });
}
/// Both names in the same folder.
inline int renameat(int folder, const char* from, const char* to) {
  return ask({.name = "rename", .path = from, .to = to, .fd = folder},
             [&](auto) { return ::renameat(folder, from, folder, to); });
}
inline int symlink(const char* target, const char* path) {
  return ask({.name = "symlink", .path = path, .to = target},
             [&](auto) { return ::symlink(target, path); });
}
inline int symlinkat(const char* target, int folder, const char* name) {
  return ask({.name = "symlink", .path = name, .to = target, .fd = folder},
             [&](auto) { return ::symlinkat(target, folder, name); });
}
/// A hard link, to what `from` leads to when that is a link itself.
inline int link(const char* from, const char* to) {
  return ask({.name = "link", .path = from, .to = to},
             [&](auto) { return ::linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW); });
}
/// Fails if `from` is a link.
inline int link_at(const char* from, int folder, const char* name) {
  return ask({.name = "link", .path = from, .to = name, .fd = folder},
             [&](auto) { return ::linkat(AT_FDCWD, from, folder, name, 0); });
}
inline int unlink(const char* path) {
  return ask({.name = "unlink", .path = path}, [&](auto) { return ::unlink(path); });
}
inline int unlinkat(int folder, const char* name, int flags) {
  return ask({.name = "unlinkat", .path = name, .fd = folder},
             [&](auto) { return ::unlinkat(folder, name, flags); });
}

/// The next entry; null at the end, with errno 0, and on failure.
inline const dirent* readdir(DIR* folder) {
  const dirent* entry = nullptr;
  ask({.name = "readdir", .fd = ::dirfd(folder)}, [&](auto) {
    errno = 0;
    entry = ::readdir(folder);
    return entry == nullptr && errno != 0 ? -1 : 0;
  });
  return entry;
}
/// `size` bytes of the file, to read and shared; null on failure.
inline void* mmap(int fd, std::size_t size) {
  void* memory = nullptr;
  ask({.name = "mmap", .fd = fd, .size = size}, [&](auto) {
    memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) memory = nullptr;
    return memory == nullptr ? -1 : 0;
  });
  return memory;
}

inline pid_t fork() {
  return ask({.name = "fork"}, [&](auto) { return ::fork(); });
}
/// Ends with EINTR when a signal comes.
inline int poll(std::span<pollfd> fds, int milliseconds) {
  return attempt({.name = "poll"},
                 [&](auto) { return ::poll(fds.data(), fds.size(), milliseconds); });
}

/// A lock by open file description; with `F_OFD_SETLKW` it waits, and a signal ends that.
inline int lock(int fd, int command, struct flock* lock) {
  return attempt({.name = "lock", .fd = fd}, [&](auto) { return ::fcntl(fd, command, lock); });
}

}  // namespace accel::sys
