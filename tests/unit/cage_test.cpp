// SPDX-License-Identifier: Apache-2.0
// What a process in the cage cannot do, and what it can: each attempt is made in a forked process,
// in the cage and outside of it, so that one which fails anyway proves nothing.
#include "run/cage.h"

#include "base/core_server.h"
#include "base/cores.h"
#include "base/lock.h"
#include "base/process.h"
#include "dataset/input_list.h"
#include "method/layout.h"
#include "run/call_filter.h"
#include "run/landlock.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>

namespace accel {
namespace {

/// What a call that gives -1 for a failure came to: 0, or its errno.
template <class Result>
int outcome(Result result) {
  return result == -1 ? errno : 0;
}

int opened(const std::string& path, int flags) {
  return outcome(::open(path.c_str(), flags | O_CLOEXEC, 0666));
}

int controlled(const std::string& path, unsigned long request) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  long value = 0;
  ::ioctl(fd.get(), FS_IOC_GETFLAGS, &value);
  return outcome(::ioctl(fd.get(), request, &value));
}

using Attempt = std::function<int()>;

/// EXDEV: from one folder into another; ENOTTY: what is asked of a file's driver.
bool is_refusal(int error) {
  return error == EACCES || error == EPERM || error == EXDEV || error == ENOTTY;
}

/// What plan_cage() notes as lacking.
bool is_lacking(std::string_view name) {
  return (name == "shorten" && landlock_abi() < 3) ||
         (name.starts_with("signal") && landlock_abi() < 6);
}

/// Landlock 1 lets nothing be moved from one folder into another.
bool is_bearable(std::string_view name, int error) {
  const bool moves = name == "rename" || name == "second name" || name == "remove";
  return error == 0 || (moves && landlock_abi() < 2);
}

/// The outcomes of attempts, made one after the other in a process of its own.
std::vector<int> outcomes(const std::function<void()>& enter,
                          const std::vector<Attempt>& attempts) {
  const std::size_t size = (attempts.size() + 1) * sizeof(int);
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* shared = static_cast<int*>(memory);
  std::fill_n(shared, attempts.size(), -1);
  const pid_t pid = ::fork();
  if (pid == 0) {
    try {
      enter();
      for (std::size_t i = 0; i < attempts.size(); ++i) shared[i] = attempts[i]();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_TRUE(process_status(status).ok()) << process_status(status).describe();
  std::vector<int> result(shared, shared + attempts.size());
  ::munmap(memory, size);
  return result;
}

/// A project with a job to cage, and all that lies around it.
class Cage : public ::testing::Test {
 protected:
  Cage() {
    if (landlock_abi() == 0) return;
    for (const char* name : {"workdirs/dev/dev-0", "workdirs/dev/dev-1/DS/default", "photos/deep",
                             "elsewhere", "home/.ssh", "home/empty"}) {
      make_folders(path(name));
    }
    for (const char* name :
         {"workdirs/dev/dev-1/DS/default/x.0.arrow", "workdirs/dev/dev-1/post.json", "photos/a.jpg",
          "photos/deep/b.jpg", "elsewhere/real.jpg", "home/.ssh/id", "home/old", "build.cpp"}) {
      write_file(path(name), name);
    }
    write_file(path("workdirs/dev/dev-0/setup.json"), "");
    write_file(path("workdirs/dev/dev-0/key.txt"), "");
    replace_link(path("elsewhere/real.jpg"), path("photos/link.jpg"));
    replace_link(path("home/old"), path("photos/no-input.jpg"));
    replace_link(path("home"), path("workdirs/dev/dev-0/way-out"));
    setup.job = "dev-0";
    context.setup = &setup;
    context.job_path = path("workdirs/dev/dev-0");
    context.workdirs.add("dev", path("workdirs/dev"));
  }

  void SetUp() override {
    if (landlock_abi() == 0) GTEST_SKIP() << "the kernel has no Landlock";
  }

  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  std::string job(const std::string& name) const { return context.job_path + "/" + name; }

  void take_photos() {
    auto* files = new detail::FilesState;
    context.files["files"] = detail::Handle(files);
    files->folder = path("photos");
    files->files = {{"a.jpg", 0, {}}, {"link.jpg", 0, {}}};
  }

  /// All are refused in the cage, and work outside.
  void expect_refused(const std::vector<std::pair<const char*, Attempt>>& attempts) {
    std::vector<Attempt> calls;
    for (const auto& [name, attempt] : attempts) calls.push_back(attempt);
    const std::vector<int> inside = outcomes([&] { enter_cage(context); }, calls);
    const std::vector<int> outside = outcomes([] {}, calls);
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      const char* name = attempts[i].first;
      EXPECT_TRUE(is_refusal(inside[i]) || is_lacking(name))
          << name << ": " << std::strerror(inside[i]);
      // Not every file system has flags.
      EXPECT_TRUE(outside[i] == 0 || outside[i] == ENOTTY) << name << ", outside of the cage";
    }
  }

  void expect_allowed(const std::vector<std::pair<const char*, Attempt>>& attempts) {
    std::vector<Attempt> calls;
    for (const auto& [name, attempt] : attempts) calls.push_back(attempt);
    const std::vector<int> inside = outcomes([&] { enter_cage(context); }, calls);
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      EXPECT_TRUE(is_bearable(attempts[i].first, inside[i]))
          << attempts[i].first << ": " << std::strerror(inside[i]);
    }
  }

  TemporaryFolder folder;
  JobSetup setup;
  detail::Context context;
};

TEST_F(Cage, LetsTheJobWriteBelowItsDirectory) {
  expect_allowed({
      {"make", [&] { return opened(job("new"), O_WRONLY | O_CREAT | O_EXCL); }},
      {"shorten", [&] { return outcome(::truncate(job("new").c_str(), 0)); }},
      {"folder", [&] { return outcome(::mkdir(job("folder").c_str(), 0777)); }},
      {"rename", [&] { return outcome(::rename(job("new").c_str(), job("folder/x").c_str())); }},
      {"second name", [&] { return outcome(::link(job("folder/x").c_str(), job("y").c_str())); }},
      {"list", [&] { return opened(job("folder"), O_RDONLY | O_DIRECTORY); }},
      {"remove", [&] { return outcome(::unlink(job("folder/x").c_str())); }},
      {"remove folder", [&] { return outcome(::rmdir(job("folder").c_str())); }},
      {"TMPDIR",
       [&] {
         const TemporaryFolder t;
         return opened(t.path() + "/x", O_RDWR | O_CREAT);
       }},
      {"unnamed",
       [&] {
         const int error = opened(job("slices"), O_RDWR | O_TMPFILE);
         return error == EOPNOTSUPP ? 0 : error;  // not on every file system
       }},
      {"memory", [] { return outcome(::memfd_create("x", MFD_CLOEXEC)); }},
  });
  EXPECT_TRUE(exists(job(kTemporaryFolder)));
}

TEST_F(Cage, LetsNothingElseBeWritten) {
  take_photos();
  const std::string photo = path("photos/a.jpg");
  expect_refused({
      {"$HOME", [&] { return opened(path("home/.ssh/id"), O_WRONLY | O_APPEND); }},
      {"a new file", [&] { return opened(path("home/new"), O_WRONLY | O_CREAT); }},
      {"the project", [&] { return opened(path("build.cpp"), O_WRONLY | O_TRUNC); }},
      {"another job", [&] { return opened(path("workdirs/dev/dev-1/post.json"), O_RDWR); }},
      {"the workdir", [&] { return opened(path("workdirs/dev/x"), O_WRONLY | O_CREAT); }},
      {"an input", [&] { return opened(photo, O_WRONLY); }},
      {"/tmp", [&] { return opened(path("x"), O_WRONLY | O_CREAT); }},
      {"by a link", [&] { return opened(job("way-out/x"), O_WRONLY | O_CREAT); }},
      {"by ..", [&] { return opened(job("../x2"), O_WRONLY | O_CREAT); }},
      {"shorten", [&] { return outcome(::truncate(photo.c_str(), 1)); }},
      {"folder", [&] { return outcome(::mkdir(path("home/folder").c_str(), 0777)); }},
      {"remove", [&] { return outcome(::unlink(path("home/old").c_str())); }},
      {"remove folder", [&] { return outcome(::rmdir(path("home/empty").c_str())); }},
      {"link", [&] { return outcome(::symlink("/etc", job("etc").c_str())); }},
      {"link out", [&] { return outcome(::symlink("/etc", path("etc").c_str())); }},
      {"queue", [&] { return outcome(::mknod(job("queue").c_str(), S_IFIFO | 0666, 0)); }},
      {"mode", [&] { return outcome(::chmod(photo.c_str(), 0644)); }},
      {"mode of an open file",
       [&] { return outcome(::fchmod(::open(photo.c_str(), O_RDONLY), 0644)); }},
      {"owner", [&] { return outcome(::chown(photo.c_str(), ::getuid(), ::getgid())); }},
      {"time", [&] { return outcome(::utimensat(AT_FDCWD, photo.c_str(), nullptr, 0)); }},
      {"flags", [&] { return controlled(photo, FS_IOC_SETFLAGS); }},
      {"steal a file", [&] { return outcome(::link(photo.c_str(), job("mine").c_str())); }},
      {"move a file in", [&] { return outcome(::rename(photo.c_str(), job("mine2").c_str())); }},
      {"move a file out",
       [&] { return outcome(::rename(job("setup.json").c_str(), path("home/x").c_str())); }},
      {"move over",
       [&] { return outcome(::rename(job("key.txt").c_str(), path("build.cpp").c_str())); }},
      {"exchange",
       [&] {
         return outcome(::renameat2(AT_FDCWD, job("way-out").c_str(), AT_FDCWD,
                                    path("elsewhere").c_str(), RENAME_EXCHANGE));
       }},
  });
}

TEST_F(Cage, LetsInputsBeRead) {
  take_photos();
  setup.task.jobs["before"] = {"dev-1"};
  expect_allowed({
      {"a file", [&] { return opened(path("photos/a.jpg"), O_RDONLY); }},
      {"below", [&] { return opened(path("photos/deep/b.jpg"), O_RDONLY); }},
      {"where a link leads", [&] { return opened(path("photos/link.jpg"), O_RDONLY); }},
      {"a job", [&] { return opened(path("workdirs/dev/dev-1/post.json"), O_RDONLY); }},
      {"libraries", [] { return ::dlopen("libjpeg.so.62", RTLD_NOW) != nullptr ? 0 : ENOENT; }},
      {"the image library's modules",
       [] { return opened(layout().libraries + "/libaccel_vips.so", O_RDONLY); }},
      {"chance", [] { return opened("/dev/urandom", O_RDONLY); }},
      {"nothing", [] { return opened("/dev/null", O_RDWR); }},
      {"its threads", [] { return opened("/proc/self/task", O_RDONLY | O_DIRECTORY); }},
  });
}

TEST_F(Cage, LetsInputsBeReadThatLieAmongManyFiles) {
  take_photos();
  for (int i = 0; i < 100; ++i) write_file(path("photos/" + std::to_string(i)), "");
  expect_allowed({
      {"a file", [&] { return opened(path("photos/a.jpg"), O_RDONLY); }},
      {"where a link leads", [&] { return opened(path("photos/link.jpg"), O_RDONLY); }},
  });
}

TEST_F(Cage, LetsNothingBeReadByALinkBesideTheInputs) {
  take_photos();
  expect_refused({{"a link", [&] { return opened(path("photos/no-input.jpg"), O_RDONLY); }}});
}

TEST_F(Cage, LetsNothingElseBeRead) {
  const std::string parent = "/proc/" + std::to_string(::getpid());
  expect_refused({
      {"$HOME", [&] { return opened(path("home/.ssh/id"), O_RDONLY); }},
      {"a list of names", [&] { return opened(path("home"), O_RDONLY | O_DIRECTORY); }},
      {"the script", [&] { return opened(path("build.cpp"), O_RDONLY); }},
      {"pictures of others", [&] { return opened(path("photos/a.jpg"), O_RDONLY); }},
      {"jobs of others", [&] { return opened(path("workdirs/dev/dev-1/post.json"), O_RDONLY); }},
      {"by a link", [&] { return opened(job("way-out/.ssh/id"), O_RDONLY); }},
      {"/etc/passwd", [] { return opened("/etc/passwd", O_RDONLY); }},
      {"secrets of the parent", [&] { return opened(parent + "/environ", O_RDONLY); }},
      {"memory of the parent", [&] { return opened(parent + "/maps", O_RDONLY); }},
      {"commands of others", [] { return opened("/proc/1/cmdline", O_RDONLY); }},
  });
}

int socket_of(int family, int type, int protocol = 0) {
  return outcome(::socket(family, type | SOCK_CLOEXEC, protocol));
}

TEST_F(Cage, OpensNoSocket) {
  expect_refused({
      {"TCP", [] { return socket_of(AF_INET, SOCK_STREAM); }},
      {"UDP", [] { return socket_of(AF_INET, SOCK_DGRAM); }},
      {"Unix", [] { return socket_of(AF_UNIX, SOCK_STREAM); }},
      {"netlink", [] { return socket_of(AF_NETLINK, SOCK_RAW); }},
      {"a pair",
       [] {
         int pair[2];
         return outcome(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
       }},
  });
}

TEST_F(Cage, ReachesNoOtherProcess) {
  const pid_t parent = ::getpid();
  expect_refused({
      {"signal", [&] { return outcome(::kill(parent, 0)); }},
      {"signal to a thread", [&] { return outcome(::syscall(SYS_tgkill, parent, parent, 0)); }},
      {"limits", [&] { return outcome(::prlimit(parent, RLIMIT_NOFILE, nullptr, nullptr)); }},
      {"a program",
       [] {
         const pid_t pid = ::vfork();
         if (pid == 0) {
           ::execl("/usr/bin/true", "true", nullptr);
           ::_exit(errno);
         }
         int status = 0;
         ::waitpid(pid, &status, 0);
         return WEXITSTATUS(status);
       }},
      {"shared memory",
       [] {
         const int id = ::shmget(IPC_PRIVATE, 4096, 0600);
         const int error = outcome(id);
         if (id >= 0) ::shmctl(id, IPC_RMID, nullptr);
         return error;
       }},
  });
  // Others are not allowed everywhere outside of a cage either, so there is nothing to compare
  // with.
  iovec part{&setup, 1};
  const std::vector<int> inside =
      outcomes([&] { enter_cage(context); },
               {[&] { return outcome(::ptrace(PTRACE_SEIZE, parent, nullptr, nullptr)); },
                [&] { return outcome(::process_vm_readv(parent, &part, 1, &part, 1, 0)); },
                [&] { return outcome(::process_vm_writev(parent, &part, 1, &part, 1, 0)); },
                [] { return outcome(::syscall(SYS_mount, "x", "/", "tmpfs", 0, nullptr)); },
                [] { return outcome(::syscall(SYS_unshare, CLONE_NEWUSER)); },
                [] { return outcome(::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); },
                [] { return outcome(::syscall(SYS_bpf, 0, nullptr, 0)); },
                [] { return outcome(::syscall(SYS_io_uring_setup, 1, nullptr)); },
                [] { return outcome(::syscall(SYS_keyctl, 0, 0, 0, 0, 0)); },
                [] { return outcome(::syscall(SYS_setpriority, 0, 1, 0)); },
                [] { return outcome(::setxattr("/", "user.x", "", 0, 0)); }});
  EXPECT_EQ(inside, std::vector<int>(inside.size(), EPERM));
}

TEST_F(Cage, LetsThreadsAndChildrenStartAndEnd) {
  expect_allowed({
      {"a thread",
       [] {
         int result = -1;
         std::thread([&] { result = 0; }).join();
         return result;
       }},
      {"a child, by signal",
       [] {
         const pid_t pid = ::fork();
         if (pid == 0) ::pause();
         ::kill(pid, SIGKILL);
         int status = 0;
         return ::waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) ? 0 : errno;
       }},
      {"its own limits", [] { return outcome(::prlimit(0, RLIMIT_NOFILE, nullptr, nullptr)); }},
      {"size of a window",
       [] {
         int pair[2];
         return ::pipe2(pair, O_CLOEXEC) == 0 && ::isatty(pair[0]) == 0 && errno == ENOTTY ? 0 : 1;
       }},
  });
}

/// A thread, and a forked process, have no more than their parent.
TEST_F(Cage, HoldsWhatItStarts) {
  const std::string secret = path("home/.ssh/id");
  const std::vector<int> inside =
      outcomes([&] { enter_cage(context); },
               {[&] {
                  int result = 0;
                  std::thread([&] { result = opened(secret, O_RDONLY); }).join();
                  return result;
                },
                [&] {
                  const pid_t pid = ::fork();
                  if (pid == 0) ::_exit(opened(secret, O_RDONLY));
                  int status = 0;
                  ::waitpid(pid, &status, 0);
                  return WEXITSTATUS(status);
                }});
  EXPECT_EQ(inside, (std::vector<int>{EACCES, EACCES}));
}

TEST_F(Cage, ClosesWhatItDoesNotNeed) {
  const auto [ours, theirs] = make_channel();
  const int channel = theirs.fd();
  int pair[2];
  ASSERT_EQ(::pipe(pair), 0);  // as a script may leave one open
  const Fd reading(pair[0]);
  const Fd writing(pair[1]);
  const Fd cores(::dup(STDERR_FILENO));
  ByteLock lock(path("lock"), 0);
  ASSERT_TRUE(lock.try_lock());
  const auto attempt = [](int fd) { return [fd] { return outcome(::fcntl(fd, F_GETFD)); }; };
  EXPECT_EQ(outcomes(
                [&] {
                  close_inherited({channel, cores.get()});
                },
                {attempt(writing.get()), attempt(ours.fd()), attempt(channel), attempt(cores.get()),
                 attempt(lock.fd()), attempt(STDERR_FILENO)}),
            (std::vector<int>{EBADF, EBADF, 0, 0, 0, 0}));
}

TEST_F(Cage, LetsAJobRequestCoresAndGiveThemBack) {
  CorePool pool(2, CoresOfMake());
  CoreServer server(pool);
  Cores cores(open_core_connection(server.control()), 0);
  cores.request();
  cores.request();
  server.serve();
  server.serve();
  expect_allowed({{"cores", [&] {
                     cores.receive();
                     const int held = cores.held();
                     cores.give_back();
                     return held == 2 && cores.fd() >= 0 ? 0 : EPERM;
                   }}});
}

TEST_F(Cage, CannotLetGoOfLocks) {
  ByteLock lock(path("lock"), 0);
  ASSERT_TRUE(lock.try_lock());
  const auto unlock = [&](int command) {
    return [&, command] {
      struct flock all {};
      all.l_type = F_UNLCK;
      return outcome(::fcntl(lock.fd(), command, &all));
    };
  };
  cpu_set_t cpus;
  ASSERT_EQ(::sched_getaffinity(0, sizeof cpus, &cpus), 0);
  const pid_t parent = ::getpid();
  expect_refused({{"let go", unlock(F_OFD_SETLK)},
                  {"let go, waiting", unlock(F_OFD_SETLKW)},
                  {"cores of others",
                   [&] { return outcome(::sched_setaffinity(parent, sizeof cpus, &cpus)); }}});
  expect_allowed(
      {{"its own cores", [&] { return outcome(::sched_setaffinity(0, sizeof cpus, &cpus)); }}});
}

TEST_F(Cage, IsRejectedWhenAThreadWouldStayOutside) {
  const auto refused = [&] {
    std::thread([] { ::pause(); }).detach();
    try {
      enter_cage(context);
    } catch (const Error& error) {
      return std::string(error.what()).find("started a thread") != std::string::npos ? 0 : 1;
    }
    return 2;
  };
  EXPECT_EQ(outcomes([] {}, {refused}), std::vector<int>{0});
}

/// What was open before goes on: a descriptor can be sent by a socket of before.
TEST_F(Cage, LeavesTheChannelToTheSupervisorOpen) {
  const auto [ours, theirs] = make_channel();
  const Channel& channel = theirs;
  EXPECT_EQ(outcomes([&] { enter_cage(context); }, {[&] {
                       channel.redirect_output("prepare");
                       return 0;
                     }}),
            std::vector<int>{0});
  const auto message = ours.receive();
  EXPECT_EQ(message->text, "prepare");
  EXPECT_TRUE(message->fd.is_open());
}

TEST_F(Cage, KeepsWorkersFromEachOther) {
  if (landlock_abi() < 6) GTEST_SKIP() << "the kernel's Landlock knows no signals";
  const auto [ours, theirs] = make_channel();
  const Channel& channel = theirs;
  const std::vector<int> inside = outcomes(
      [&] { enter_cage(context); }, {[&] {
        const pid_t phases = ::getpid();
        const pid_t sibling = ::fork();
        if (sibling == 0) ::pause();
        const pid_t worker = ::fork();
        if (worker == 0) {
          enter_cell(channel);
          const bool is_held =
              outcome(::kill(phases, 0)) == EPERM && outcome(::kill(sibling, SIGKILL)) == EPERM &&
              outcome(::kill(::getpid(), 0)) == 0 &&
              opened("/proc/" + std::to_string(phases) + "/environ", O_RDONLY) == EACCES &&
              outcome(::send(channel.fd(), "x", 1, MSG_NOSIGNAL)) == EBADF;
          ::_exit(is_held ? 0 : 1);
        }
        int status = 0;
        ::waitpid(worker, &status, 0);
        int of_sibling = 0;
        const bool is_alive = ::waitpid(sibling, &of_sibling, WNOHANG) == 0;
        ::kill(sibling, SIGKILL);  // its own children it can end
        ::waitpid(sibling, &of_sibling, 0);
        return status == 0 && is_alive && WIFSIGNALED(of_sibling) ? 0 : 1;
      }});
  EXPECT_EQ(inside, std::vector<int>{0});
}

TEST_F(Cage, OfAnOlderKernelStillGuardsFiles) {
  const std::string secret = path("home/.ssh/id");
  for (int abi = 1; abi <= landlock_abi(); ++abi) {
    const auto enter = [&] {
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      Ruleset rules(abi);
      rules.allow(context.job_path, Ruleset::Access::write);
      rules.enter();
    };
    EXPECT_EQ(outcomes(enter, {[&] { return opened(secret, O_RDONLY); },
                               [&] { return opened(path("x"), O_WRONLY | O_CREAT); },
                               [&] { return opened(job("x"), O_WRONLY | O_CREAT); }}),
              (std::vector<int>{EACCES, EACCES, 0}))
        << "Landlock " << abi;
  }
}

/// Where there is no Landlock.
TEST(CallFilter, StopsSocketsAndLinksByItself) {
  if (!has_call_filter()) GTEST_SKIP() << "the kernel filters no system calls";
  const TemporaryFolder folder;
  const auto enter = [] {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    enter_call_filter();
  };
  const std::vector<Attempt> attempts = {
      [] { return socket_of(AF_INET, SOCK_STREAM); }, [] { return socket_of(AF_INET, SOCK_DGRAM); },
      [&] { return outcome(::symlink("/etc", (folder.path() + "/x").c_str())); },
      [&] { return opened(folder.path() + "/y", O_WRONLY | O_CREAT); },
      [] { return outcome(::syscall(462, 0, 0, 0)); }};  // mseal: younger than the list
  EXPECT_EQ(outcomes(enter, attempts), (std::vector<int>{EPERM, EPERM, EPERM, 0, ENOSYS}));
}

TEST(CagePlan, SaysWhatIsLackingAndWhyItIsOff) {
  EXPECT_FALSE(plan_cage(false, true, {7, true}).on);
  EXPECT_EQ(plan_cage(false, true, {7, true}).note, "");
  EXPECT_TRUE(plan_cage(true, true, {7, true}).on);
  EXPECT_EQ(plan_cage(true, true, {7, true}).note, "");
  EXPECT_FALSE(plan_cage(true, false, {7, true}).on);
  EXPECT_EQ(plan_cage(true, false, {7, true}).note, "accel.toml says cage = false");
  EXPECT_TRUE(plan_cage(true, true, {0, true}).on);
  EXPECT_EQ(plan_cage(true, true, {0, true}).note,
            "files are not guarded: the kernel has no Landlock");
  EXPECT_FALSE(plan_cage(true, true, {0, false}).on);
  EXPECT_EQ(plan_cage(true, true, {5, true}).note,
            "signals can be sent: preventing that needs Landlock 6");
}

TEST_F(Cage, IsNamedInErrorsThatItMayHaveCaused) {
  const SystemError refused("open", "x", EACCES);
  EXPECT_EQ(cage_hint(refused), "");
  const auto hints = [](const std::exception& error) { return cage_hint(error).empty() ? 1 : 0; };
  EXPECT_EQ(outcomes([&] { enter_cage(context); },
                     {[&] { return hints(refused); },
                      [&] { return hints(std::system_error(EPERM, std::generic_category())); },
                      [&] { return hints(SystemError("open", "x", ENOSPC)); },
                      [&] { return hints(Error("x")); }}),
            (std::vector<int>{0, 0, 1, 1}));
}

}  // namespace
}  // namespace accel
