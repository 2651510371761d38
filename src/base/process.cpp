// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include "base/check.h"
#include "base/file.h"
#include "base/sys.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <cstring>
#include <mutex>
#include <set>

namespace accel {
namespace {

/// As C wants it: pointers to the texts, then a null.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_of(const SpawnRequest& request) {
  std::vector<std::string> result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    const auto replaces = [&](const auto& addition) { return addition.first == name; };
    if (std::ranges::none_of(request.environment, replaces)) result.emplace_back(text);
  }
  for (const auto& [name, value] : request.environment) result.push_back(name + "=" + value);
  return result;
}

class FileActions {
 public:
  FileActions() { ACCEL_CHECK(::posix_spawn_file_actions_init(&actions_) == 0); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

  void add(const SpawnRequest& request) {
    check(::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0));
    const bool err_first = request.err == 1;  // else `out` would be what `err` copies
    if (err_first) put(request.err, 2);
    put(request.out, 1);
    if (!err_first) put(request.err, 2);
    for (const int fd : request.keep) put(fd, fd);
    if (request.folder.empty()) return;
    check(::posix_spawn_file_actions_addchdir_np(&actions_, request.folder.c_str()));
  }

 private:
  static void check(int error) {
    if (error != 0) throw SystemError("start", "a program", error);
  }
  /// A descriptor put onto itself loses close-on-exec (glibc 2.29 and later).
  void put(int from, int to) {
    if (from >= 0) check(::posix_spawn_file_actions_adddup2(&actions_, from, to));
  }
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() { ACCEL_CHECK(::posix_spawnattr_init(&attributes_) == 0); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  const posix_spawnattr_t* get() const { return &attributes_; }

  void set(bool own_group) {
    sigset_t held;
    sigset_t usual;
    sigemptyset(&held);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGINT);
    ::posix_spawnattr_setsigmask(&attributes_, &held);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    const int group = own_group ? POSIX_SPAWN_SETPGROUP : 0;
    ::posix_spawnattr_setflags(
        &attributes_, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
  }

 private:
  posix_spawnattr_t attributes_;
};

struct Pipe {
  Fd read;
  Fd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends;
  const auto open = [&](auto) { return ::pipe2(ends.data(), O_CLOEXEC); };
  if (sys::ask({.name = "pipe2"}, open) != 0) throw SystemError("make", "a pipe", errno);
  return {Fd(ends[0]), Fd(ends[1])};
}

/// Appends what is there; at the end, closes `from`.
void read_some(Fd& from, std::string& to) {
  std::array<char, 16384> chunk;
  const ssize_t n = sys::read(from.get(), chunk.data(), chunk.size());
  if (n < 0) throw SystemError("read", "a pipe", errno);
  if (n == 0) return from.reset();
  to.append(chunk.data(), static_cast<std::size_t>(n));
}

void read_both(Fd& out, Fd& err, ProgramOutput& output) {
  while (out.is_open() || err.is_open()) {
    std::array<pollfd, 2> polled{pollfd{out.get(), POLLIN, 0}, pollfd{err.get(), POLLIN, 0}};
    if (sys::retry([&] { return ::poll(polled.data(), polled.size(), -1); }) < 0) {
      throw SystemError("wait for", "a pipe", errno);
    }
    if (polled[0].revents != 0) read_some(out, output.out);
    if (polled[1].revents != 0) read_some(err, output.err);
  }
}

/// The descriptors of the programs that run_captured() waits for.
std::mutex captured_lock;
std::set<int> captured;

class CapturedScope {
 public:
  explicit CapturedScope(const Child& child) : pidfd_(child.pidfd()) {
    const std::lock_guard lock(captured_lock);
    captured.insert(pidfd_);
  }
  CapturedScope(const CapturedScope&) = delete;
  CapturedScope& operator=(const CapturedScope&) = delete;
  ~CapturedScope() {
    const std::lock_guard lock(captured_lock);
    captured.erase(pidfd_);
  }

 private:
  int pidfd_;
};

}  // namespace

bool OwnProcess::is_current() const { return ::getpid() == pid_; }

void OwnProcess::require() const {
  if (is_current()) return;
  throw JobError("the method called fork() and returned in the child")
      .set_hint("end the child with _exit()");
}

ProcessStatus process_status(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {0, WTERMSIG(wait_status)};
  return {WEXITSTATUS(wait_status), 0};
}

std::string ProcessStatus::describe() const {
  if (signal == 0) return "exited with status " + std::to_string(code);
  std::string words = ::strsignal(signal);
  if (words.size() > 1 && std::islower(static_cast<unsigned char>(words[1])) != 0) {
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  }
  return "killed by signal " + std::to_string(signal) + " (" + words + ")";
}

Child::Child(pid_t pid, bool own_group) : pid_(pid), own_group_(own_group) {
  // Not pidfd_open(): glibc 2.36 declares it without extern "C". It is close-on-exec by itself.
  pidfd_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (pidfd_.is_open()) return;
  const int error = errno;
  ::kill(pid, SIGKILL);
  wait();
  throw SystemError("open", "process " + std::to_string(pid), error);
}

Child::~Child() {
  if (!is_alive()) return;
  signal_group(SIGKILL);
  signal(SIGKILL);  // the group may not be there yet, when its leader makes it itself
  sys::retry([&] { return ::waitpid(pid_, nullptr, 0); });
}

void Child::swap(Child& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  std::swap(own_group_, other.own_group_);
  std::swap(status_, other.status_);
}

std::optional<ProcessStatus> Child::reap(int options) {
  if (status_) return status_;
  ACCEL_CHECK(pid_ > 0);
  int status = 0;
  const pid_t reaped = sys::retry([&] { return ::waitpid(pid_, &status, options); });
  // Others may have reaped it: a build script may wait for all its children, or ignore SIGCHLD.
  if (reaped < 0 && errno == ECHILD) status_ = ProcessStatus();
  if (reaped < 0 && !status_)
    throw SystemError("wait for", "process " + std::to_string(pid_), errno);
  if (reaped == pid_) status_ = process_status(status);
  return status_;
}

ProcessStatus Child::wait() { return *reap(0); }
std::optional<ProcessStatus> Child::try_wait() { return reap(WNOHANG); }

void Child::signal(int number) {
  if (is_alive()) ::kill(pid_, number);
}

void Child::signal_group(int number) {
  if (is_alive()) ::kill(own_group_ ? -pid_ : pid_, number);
}

Child spawn(const SpawnRequest& request) {
  ACCEL_CHECK(!request.arguments.empty());
  std::vector<std::string> arguments = request.arguments;
  std::vector<std::string> environment = environment_of(request);
  FileActions actions;
  actions.add(request);
  Attributes attributes;
  attributes.set(request.own_group);
  pid_t pid = -1;
  const auto start = [&](auto) {
    errno = ::posix_spawnp(&pid, arguments[0].c_str(), actions.get(), attributes.get(),
                           pointers_to(arguments).data(), pointers_to(environment).data());
    return errno == 0 ? 0 : -1;
  };
  if (sys::ask({.name = "spawn", .path = arguments[0].c_str()}, start) == 0) {
    return Child(pid, request.own_group);
  }
  const int error = errno;
  const std::string& folder = request.folder;
  if (!folder.empty() && !find_stat(folder)) throw SystemError("enter", folder, ENOENT);
  throw SystemError("run", arguments[0], error);
}

ProgramOutput run_captured(SpawnRequest request) {
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  request.out = out.write.get();
  request.err = err.write.get();
  Child child = spawn(request);
  const CapturedScope scope(child);
  out.write.reset();
  err.write.reset();
  ProgramOutput output;
  read_both(out.read, err.read, output);
  output.status = child.wait();
  return output;
}

void kill_captured() {
  const std::lock_guard lock(captured_lock);
  for (const int pidfd : captured) ::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
}

}  // namespace accel
