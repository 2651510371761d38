// SPDX-License-Identifier: Apache-2.0
#include "run/landlock.h"

#include "base/file.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace accel {
namespace {

// What the headers of Linux 6.1 (Debian 12) lack; the kernel never changes the numbers.
constexpr std::uint64_t kTruncate = 1U << 14;            // ABI 3
constexpr std::uint64_t kDeviceControl = 1U << 15;       // ABI 5
constexpr std::uint64_t kTcp = 3;                        // ABI 4: bind, connect
constexpr std::uint64_t kAbstractSocketsAndSignals = 3;  // ABI 6

/// struct landlock_ruleset_attr as of ABI 6. A kernel that knows less of it takes zeros.
struct Attributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scopes = 0;
};

constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kReadFolder = LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kOfFolders =
    kReadFolder | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER;
constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                   kReadFile | kTruncate | kDeviceControl;

std::uint64_t known_rights(int abi) {
  std::uint64_t rights = kOfFolders | kOfFiles;
  if (abi < 2) rights &= ~std::uint64_t{LANDLOCK_ACCESS_FS_REFER};
  if (abi < 3) rights &= ~kTruncate;
  if (abi < 5) rights &= ~kDeviceControl;
  return rights;
}

std::uint64_t rights_of(Ruleset::Access access) {
  constexpr std::uint64_t read = kReadFile | kReadFolder;
  switch (access) {
    case Ruleset::Access::read: return read;
    case Ruleset::Access::use: return kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE;
    default:
      return read | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | LANDLOCK_ACCESS_FS_REMOVE_DIR |
             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
             LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER;
  }
}

Fd make_ruleset(const Attributes& attributes) {
  Fd fd(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0U)));
  if (!fd.is_open()) throw SystemError("cage", "the job", errno);
  return fd;
}

}  // namespace

int landlock_abi() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

Ruleset::Ruleset(int abi)
    : files_(known_rights(abi)),
      fd_(make_ruleset({files_, abi >= 4 ? kTcp : 0, abi >= 6 ? kAbstractSocketsAndSignals : 0})) {}

Ruleset::Ruleset() : fd_(make_ruleset({0, 0, kAbstractSocketsAndSignals})) {}

void Ruleset::allow(const std::string& path, Access access) {
  const Fd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR || errno == EACCES) return;
    throw SystemError("open", path, errno);
  }
  std::uint64_t rights = rights_of(access) & files_;
  if (!stat_of(fd, path).is_folder()) rights &= kOfFiles;
  const landlock_path_beneath_attr rule{rights, fd.get()};
  if (::syscall(SYS_landlock_add_rule, fd_.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0U) != 0) {
    throw SystemError("cage the job below", path, errno);
  }
}

void Ruleset::enter() const {
  if (::syscall(SYS_landlock_restrict_self, fd_.get(), 0U) != 0) {
    throw SystemError("cage", "the job", errno);
  }
}

}  // namespace accel
