// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include "base/file.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <iostream>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace accel::faults {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}
bool writes(std::string_view name) { return is_one_of(name, {"write", "pwrite"}); }
bool transfers(std::string_view name) { return writes(name) || is_one_of(name, {"read", "pread"}); }
bool needs_room(std::string_view name) {
  return writes(name) || is_one_of(name, {"mkdir", "mkdtemp", "symlink", "rename"});
}
/// Where one of these fails, what was to be removed may stay.
bool may_be_tidying(std::string_view name) {
  return is_one_of(name, {"unlink", "unlinkat", "rmdir", "openat", "readdir"});
}

enum class Fault { none, fails, full, cut, dies, dies_half_way };

/// A kernel in which something goes wrong at the n-th call, counted from 0.
class Faulty : public sys::Hook {
 public:
  explicit Faulty(Fault fault, std::size_t n = 0, int error = 0)
      : fault_(fault), n_(n), error_(error) {}

  int before(sys::Call& call) override {
    const std::lock_guard guard(mutex_);
    const std::size_t place = calls_.size();
    calls_.emplace_back(call.name);
    switch (fault_) {
      case Fault::none: return 0;
      case Fault::fails: return place == n_ ? fail(call, error_) : 0;
      case Fault::full: return place >= n_ && needs_room(call.name) ? fail(call, ENOSPC) : 0;
      case Fault::cut:
        if (was_cut_ && writes(call.name)) {
          was_cut_ = false;
          return fail(call, ENOSPC);
        }
        if (place == n_) cut(call);
        return 0;
      case Fault::dies:
        if (place == n_) die();
        return 0;
      case Fault::dies_half_way:
        if (was_cut_) die();
        if (place == n_) cut(call);
        return 0;
    }
    return 0;
  }
  void after(const sys::Call& /*call*/) override {}

  const std::vector<std::string>& calls() const { return calls_; }
  /// The call that was made to fail last; empty when none was.
  const std::string& failed() const { return failed_; }
  bool failed_on_no_file() const { return on_no_file_; }

 private:
  int fail(const sys::Call& call, int error) {
    failed_ = call.name;
    // A pipe, memory that processes share, or a process that is waited for.
    on_no_file_ = failed_ == "pipe2" || failed_ == "ftruncate" || failed_ == "poll" ||
                  (failed_ == "read" && call.path == nullptr);
    return error;
  }
  void cut(sys::Call& call) {
    if (!writes(call.name) || call.size < 2) return;
    call.size /= 2;
    was_cut_ = true;
  }
  [[noreturn]] static void die() {
    ::raise(SIGKILL);
    std::abort();
  }

  const Fault fault_;
  const std::size_t n_;
  const int error_;
  std::mutex mutex_;
  std::vector<std::string> calls_;
  std::string failed_;
  bool on_no_file_ = false;
  bool was_cut_ = false;
};

/// Interrupts every call of each thread once, and gives every transfer a few bytes only.
class Interrupting : public sys::Hook {
 public:
  int before(sys::Call& call) override {
    const std::lock_guard guard(mutex_);
    if (is_one_of(call.name, {"lock", "close"})) return 0;  // these are not made again
    if (interrupted_.insert(std::this_thread::get_id()).second) return EINTR;
    interrupted_.erase(std::this_thread::get_id());
    if (transfers(call.name)) call.size = std::min(call.size, std::size_t{1} + count_++ % 7);
    return 0;
  }
  void after(const sys::Call& /*call*/) override {}

 private:
  std::mutex mutex_;
  std::set<std::thread::id> interrupted_;
  std::size_t count_ = 0;
};

/// Dies when a file gets a name with this ending.
class DyingBehindFile : public sys::Hook {
 public:
  explicit DyingBehindFile(std::string ending) : ending_(std::move(ending)) {}
  int before(sys::Call& /*call*/) override { return 0; }
  void after(const sys::Call& call) override {
    if (std::string_view(call.name) == "rename" && std::string(call.to).ends_with(ending_)) {
      ::raise(SIGKILL);
    }
  }

 private:
  const std::string ending_;
};

std::size_t open_descriptors() { return list_folder("/proc/self/fd").size(); }

std::set<std::string> temporary_files(const std::string& folder) {
  std::set<std::string> found;
  for (const std::string& file : list_tree(folder)) {
    if (file.find(".tmp-") != std::string::npos || file.find("/tmp/") != std::string::npos) {
      found.insert(file);
    }
  }
  return found;
}

std::optional<std::string> find_message(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

void expect_done(World& world) {
  const auto message = find_message([&] { world.run(); });
  EXPECT_FALSE(message) << "the run after the fault: " << *message;
  if (message) return;
  world.look();
  world.look_done();
}

/// The names of the calls of a run in which all goes well.
std::vector<std::string> calls_of(const MakeWorld& make, const Thoroughness& how) {
  const auto world = make();
  Faulty kernel(Fault::none);
  {
    const Hooked hooked(kernel);
    world->run();
  }
  world->look();
  world->look_done();
  std::cout << "visited " << kernel.calls().size() << " calls\n";
  EXPECT_GE(kernel.calls().size(), how.least_calls) << "does something pass by the hook?";
  return kernel.calls();
}

void run_failing(const MakeWorld& make, Fault fault, std::size_t n, int error) {
  const auto world = make();
  const std::size_t open_before = open_descriptors();
  Faulty kernel(fault, n, error);
  std::optional<std::string> message;
  {
    const Hooked hooked(kernel);
    message = find_message([&] { world->run(); });
  }
  if (kernel.failed().empty()) return;  // nothing went wrong: no write to be cut, say
  SCOPED_TRACE(kernel.failed() + ", call " + std::to_string(n) + ": " + std::strerror(error));
  EXPECT_EQ(open_descriptors(), open_before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a process is left";
  if (!may_be_tidying(kernel.failed())) {
    EXPECT_EQ(temporary_files(world->folder()), std::set<std::string>());
  }
  world->look();
  if (!message) world->look_done();
  EXPECT_TRUE(!message || world->names_something(*message) || kernel.failed_on_no_file())
      << *message;
  if (error == EINTR && kernel.failed() != "lock") {
    EXPECT_FALSE(message) << *message;
  }
  expect_done(*world);
}

/// Whether it got that far, and was killed.
bool dies(World& world, sys::Hook& kernel) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    sys::hook = &kernel;
    find_message([&] { world.run(); });
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

void run_dying(const MakeWorld& make, Fault fault, std::size_t n) {
  const auto world = make();
  Faulty kernel(fault, n);
  if (!dies(*world, kernel)) return;  // it did not get that far: no write to be cut
  SCOPED_TRACE("killed at call " + std::to_string(n));
  world->look();
  expect_done(*world);
}

}  // namespace

bool World::names_something(const std::string& message) const {
  const std::string ours = folder();
  if (message.find(ours) != std::string::npos) return true;
  for (std::string parent = parent_path(ours); parent.size() > 1; parent = parent_path(parent)) {
    if (message.find(quote(parent)) != std::string::npos) return true;
  }
  return false;
}

void sweep_failures(const MakeWorld& make, const Thoroughness& how) {
  const std::vector<std::string> calls = calls_of(make, how);
  const std::vector<int> errors = {EIO, ENOSPC, EMFILE, EACCES, EINTR};
  for (std::size_t n = 0; n < calls.size() && !::testing::Test::HasFailure(); ++n) {
    for (std::size_t i = 0; i < errors.size(); ++i) {
      if (!how.all_errors && i != n % errors.size()) continue;
      run_failing(make, Fault::fails, n, errors[i]);
    }
    if (needs_room(calls[n])) run_failing(make, Fault::full, n, ENOSPC);
    if (writes(calls[n])) run_failing(make, Fault::cut, n, ENOSPC);
  }
}

void sweep_deaths(const MakeWorld& make, const Thoroughness& how) {
  const std::vector<std::string> calls = calls_of(make, how);
  for (std::size_t n = 0; n < calls.size() && !::testing::Test::HasFailure(); ++n) {
    run_dying(make, Fault::dies, n);
    if (writes(calls[n])) run_dying(make, Fault::dies_half_way, n);
  }
}

void die_behind_file(World& world, const std::string& ending) {
  DyingBehindFile kernel(ending);
  EXPECT_TRUE(dies(world, kernel)) << "no file got that name";
}

void expect_interruptions_unseen(const MakeWorld& make) {
  const auto world = make();
  {
    Interrupting kernel;
    const Hooked hooked(kernel);
    world->run();
  }
  world->look();
  world->look_done();
}

}  // namespace accel::faults
