// SPDX-License-Identifier: Apache-2.0
// Other programs, run as children. A child never outlives its Child object; its input is /dev/null,
// no signal is blocked in it, and it gets only those of our descriptors (which are close-on-exec)
// that the request names. How it ended is a value. Nothing here goes through a shell.
#pragma once

#include "base/fd.h"

#include <sys/types.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// How a process ended: with an exit code, or by a signal.
struct ProcessStatus {
  int code = 0;    ///< exit code; 0 when a signal ended it
  int signal = 0;  ///< 0: it exited
  bool ok() const { return code == 0 && signal == 0; }
  /// "exited with status 3", "killed by signal 11 (segmentation fault)".
  std::string describe() const;
  friend bool operator==(const ProcessStatus&, const ProcessStatus&) = default;
};

/// Remembers the process in which it was made, so that a fork of that process cannot continue its
/// work.
class OwnProcess {
 public:
  bool is_current() const;
  /// Throws JobError in a fork: a method called fork() and returned in the child.
  void require() const;

 private:
  pid_t pid_ = ::getpid();
};

/// What waitpid(2) gave.
ProcessStatus process_status(int wait_status);

/// A child process, and the descriptor that becomes readable when it ends. Move-only. While it
/// runs, destruction kills it (and its group, if it has its own) with SIGKILL and reaps it.
class Child {
 public:
  Child() = default;
  /// Takes over a child that is not reaped yet (of fork, say). `own_group`: it leads a group.
  explicit Child(pid_t pid, bool own_group = false);
  Child(Child&& other) noexcept { swap(other); }
  Child& operator=(Child&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Child();

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }
  /// Not reaped yet.
  bool is_alive() const { return pid_ > 0 && !status_; }

  /// Blocks until it has ended, and reaps it. Later calls return the same.
  ProcessStatus wait();
  /// nullopt while it runs.
  std::optional<ProcessStatus> try_wait();
  /// Does nothing once it is reaped, so the signal cannot reach another process.
  void signal(int number);
  /// Signals the whole group of a child with `own_group`, otherwise like signal(). To end what an
  /// ended child left behind, call it when pidfd() is readable, and wait() after that.
  void signal_group(int number);

 private:
  void swap(Child& other) noexcept;
  std::optional<ProcessStatus> reap(int options);
  pid_t pid_ = -1;
  Fd pidfd_;
  bool own_group_ = false;
  std::optional<ProcessStatus> status_;
};

struct SpawnRequest {
  /// The program first: searched for in $PATH unless there is a slash in it.
  std::vector<std::string> arguments;
  std::string folder;     ///< working directory; empty: this process's
  int out = -1;           ///< descriptor to be standard output; -1: this process's
  int err = -1;           ///< descriptor to be standard error; -1: this process's
  std::vector<int> keep;  ///< descriptors to pass on, under the same numbers
  bool own_group = false;
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to, or replacing, ours
};

/// Throws SystemError naming the program (or the folder) when it cannot be started.
Child spawn(const SpawnRequest& request);

struct ProgramOutput {
  ProcessStatus status;
  std::string out;
  std::string err;
};

/// Runs to the end and returns all that it printed (`out` and `err` of the request are ignored).
/// Both pipes are read as they fill, so neither blocks the child. Waits until no process holds
/// them.
ProgramOutput run_captured(SpawnRequest request);

/// Kills the programs that run_captured() runs now, in whatever thread; it then returns as usual.
void kill_captured();

}  // namespace accel
