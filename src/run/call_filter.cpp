// SPDX-License-Identifier: Apache-2.0
#include "run/call_filter.h"

#include "base/check.h"
#include "base/file.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <span>
#include <vector>

namespace accel {
namespace {

using Program = std::vector<sock_filter>;

#if defined(__x86_64__)
constexpr unsigned kProcessor = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kProcessor = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned kProcessor = 0;
#endif

/// Calls with higher numbers are younger than this list: they are answered as by an older kernel
/// (ENOSYS). So are x32's, which begin at 2^30.
constexpr unsigned kNewest = 451;  // cachestat, Linux 6.5

/// A list of allowed calls would have to know every library; the calls that reach outside are
/// known.
constexpr auto kRefused = [] {
  auto numbers = std::to_array<unsigned>({
    // the network, and other processes by sockets
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
        // programs
        SYS_execve, SYS_execveat,
        // modes, owners, times and attributes of files anywhere: Landlock lets them pass
        SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr,
        SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
        // names that would lead the job's own supervisor out of the job directory, or block it
        SYS_symlinkat, SYS_mknodat,
        // other processes: their memory, files, time
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise,
        SYS_process_mrelease, SYS_pidfd_getfd, SYS_kcmp, SYS_perf_event_open, SYS_setpriority,
        SYS_ioprio_set, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr,
        SYS_migrate_pages, SYS_move_pages,
        // memory, queues and keys that are shared by name or number
        SYS_shmget, SYS_shmat, SYS_shmctl, SYS_semget, SYS_semop, SYS_semtimedop, SYS_semctl,
        SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_mq_open, SYS_mq_unlink, SYS_add_key,
        SYS_request_key, SYS_keyctl,
        // what others do to files
        SYS_inotify_init1, SYS_fanotify_init, SYS_fanotify_mark,
        // wide doors into the kernel
        SYS_bpf, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_userfaultfd,
        // the machine
        SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree,
        SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_unshare,
        SYS_setns, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_init_module, SYS_finit_module,
        SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot, SYS_swapon, SYS_swapoff,
        SYS_acct, SYS_quotactl, SYS_quotactl_fd, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
        SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname, SYS_syslog, SYS_vhangup,
#if defined(__x86_64__)  // older forms, which newer processors do without
        SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_symlink,
        SYS_mknod, SYS_inotify_init, SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
  });
  std::ranges::sort(numbers);
  return numbers;
}();

constexpr unsigned kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                 CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

/// All ioctls that libraries use on files and pipes. Others change a file's flags, or freeze a
/// disk.
constexpr std::array<unsigned, 6> kControls = {TCGETS,  TIOCGWINSZ, FIONREAD,
                                               FIONBIO, FIOCLEX,    FIONCLEX};

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}
/// The lower half of an argument, which is all that an int has.
sock_filter load_argument(std::size_t index) {
  return load(offsetof(seccomp_data, args) + index * sizeof(__u64));  // little-endian
}
sock_filter allow() { return BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW); }
sock_filter refuse(int error) {
  return BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error));
}
/// Goes on `skip` steps further down unless `test` (BPF_JEQ, BPF_JGE, BPF_JSET) holds of `value`.
sock_filter unless(unsigned test, unsigned value, std::size_t skip) {
  ACCEL_CHECK(skip <= 255);
  return {static_cast<__u16>(BPF_JMP | test | BPF_K), 0, static_cast<__u8>(skip), value};
}

enum class Verdict { allow, refuse, unknown, control, clone, locks, own };

Verdict verdict_of(unsigned number) {
  switch (number) {
    case SYS_ioctl: return Verdict::control;
    case SYS_clone: return Verdict::clone;
    // Its flags are in memory, where no filter sees them; the C library falls back to clone.
    case SYS_clone3: return Verdict::unknown;
    case SYS_fcntl: return Verdict::locks;
    case SYS_prlimit64:
    case SYS_sched_setaffinity: return Verdict::own;
    default:
      if (number > kNewest) return Verdict::unknown;
      return std::ranges::binary_search(kRefused, number) ? Verdict::refuse : Verdict::allow;
  }
}

Program controls() {
  Program program = {load_argument(1)};
  for (const unsigned control : kControls) {
    program.push_back(unless(BPF_JEQ, control, 1));
    program.push_back(allow());
  }
  program.push_back(refuse(ENOTTY));
  return program;
}

Program program_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::allow: return {allow()};
    case Verdict::refuse: return {refuse(EPERM)};
    case Verdict::unknown: return {refuse(ENOSYS)};
    case Verdict::control: return controls();
    case Verdict::clone:
      return {load_argument(0), unless(BPF_JSET, kNamespaces, 1), refuse(EPERM), allow()};
    case Verdict::locks:  // a lock of a build's is inherited, and may not be let go
      return {load_argument(1), unless(BPF_JEQ, F_OFD_SETLK, 1),
              refuse(EPERM),    unless(BPF_JEQ, F_OFD_SETLKW, 1),
              refuse(EPERM),    allow()};
    default:  // own: of the process itself, not of others
      return {load_argument(0), unless(BPF_JEQ, 0, 1), allow(), refuse(EPERM)};
  }
}

/// From number `first` on, up to that of the next.
struct Range {
  unsigned first;
  Verdict verdict;
};

std::vector<Range> ranges() {
  std::vector<Range> result;
  for (unsigned number = 0; number <= kNewest + 1; ++number) {
    const Verdict verdict = verdict_of(number);
    if (result.empty() || result.back().verdict != verdict) result.push_back({number, verdict});
  }
  return result;
}

/// A binary search: when a filter is installed, the kernel runs it for every call number, to learn
/// which calls it need not filter. One comparison after the other took 500 us.
Program search(std::span<const Range> in) {
  if (in.size() == 1) return program_of(in[0].verdict);
  const std::size_t half = in.size() / 2;
  const Program upper = search(in.subspan(half));
  const Program lower = search(in.first(half));
  Program program = {unless(BPF_JGE, in[half].first, upper.size())};
  program.insert(program.end(), upper.begin(), upper.end());
  program.insert(program.end(), lower.begin(), lower.end());
  return program;
}

Program make_filter() {
  Program filter = {load(offsetof(seccomp_data, arch)),
                    {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kProcessor},
                    refuse(EPERM),
                    load(offsetof(seccomp_data, nr))};
  const Program rest = search(ranges());
  filter.insert(filter.end(), rest.begin(), rest.end());
  return filter;
}

}  // namespace

bool has_call_filter() {
  const __u32 action = SECCOMP_RET_ERRNO;
  return kProcessor != 0 && ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0U, &action) == 0;
}

void enter_call_filter() {
  Program filter = make_filter();
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  // Without the flag, older kernels slow the process down to prevent a leak that does not concern
  // us.
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) !=
      0) {
    throw SystemError("filter the system calls of", "the job", errno);
  }
}

}  // namespace accel
