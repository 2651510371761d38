// SPDX-License-Identifier: Apache-2.0
#include "run/pool.h"

#include "base/process.h"
#include "base/text.h"
#include "run/memory.h"
#include "run/resume.h"
#include "run/row_names.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// SIGTERM waits while this lives: the workers get it too, and are left the time to end.
class HoldTerm {
 public:
  HoldTerm() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &set, &before_);
  }
  HoldTerm(const HoldTerm&) = delete;
  HoldTerm& operator=(const HoldTerm&) = delete;
  ~HoldTerm() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

  static bool has_come() {
    sigset_t set;
    return ::sigpending(&set) == 0 && ::sigismember(&set, SIGTERM) == 1;
  }

 private:
  sigset_t before_{};
};

/// How long a worker has been at one row.
class RowClock {
 public:
  /// Seconds since `row` was first seen; 0 for a row that is new, and where no row is worked on.
  double look(std::int64_t row) {
    const Clock::time_point now = Clock::now();
    if (row != row_ || row < 0) {
      row_ = row;
      since_ = now;
    }
    return Seconds(now - since_).count();
  }
  /// That was looked at last.
  std::int64_t row() const { return row_; }

 private:
  std::int64_t row_ = -1;
  Clock::time_point since_ = Clock::now();
};

struct Worker {
  int slice = 0;
  pid_t pid = -1;
  Fd pidfd;
  RowClock clock;
  double tell_at = 0;  ///< seconds at one row after which that is told
};

class Pool {
 public:
  Pool(SliceWork& work, const Channel& channel)
      : work_(work), setup_(*work.context.setup), channel_(channel), most_(setup_.concurrency) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { end_all(); }

  std::optional<Failure> run() {
    for (int slice = 0; slice < setup_.slices; ++slice) {
      const bool is_kept = work_.kept.contains(slice);
      if (!is_kept) waiting_.push_back(slice);
      BoardSlice& board = work_.board.slice(slice);
      board.state = is_kept ? SliceState::kept : SliceState::waiting;
      board.tally.rows = expected_rows(work_.context, slice);
    }
    while (!waiting_.empty() || !workers_.empty()) {
      while (!waiting_.empty() && static_cast<int>(workers_.size()) < most_ && start()) {
      }
      auto failure = wait_for_some();
      if (!failure) failure = watch_rows();
      if (!failure) continue;
      while (HoldTerm::has_come() && !workers_.empty()) wait_for_some();
      return failure;
    }
    return std::nullopt;
  }

 private:
  std::int64_t row_of(const Worker& worker) const {
    return __atomic_load_n(work_.board.row(worker.slice), __ATOMIC_RELAXED);
  }

  /// Starts the next slice. False when the system has no room for another process now: it goes on
  /// with those that are there.
  bool start() {
    const int slice = waiting_.front();
    std::fflush(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) be_worker(work_, channel_, slice, parent);
    if (pid < 0) {
      const bool may_pass = (errno == EAGAIN || errno == ENOMEM) && !workers_.empty();
      if (!may_pass) throw SystemError("start", "a worker", errno);
      most_ = static_cast<int>(workers_.size());
      return false;
    }
    waiting_.pop_front();
    Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    const int error = errno;
    workers_.push_back({slice, pid, std::move(pidfd), {}, setup_.stalled_after});
    if (!workers_.back().pidfd.is_open()) throw SystemError("open", "a worker", error);
    return true;
  }

  /// How often rows are looked at, in milliseconds; -1: not at all.
  int tick() const {
    double limit = 0;
    for (const double seconds : {setup_.row_timeout, setup_.stalled_after}) {
      if (seconds > 0) limit = limit > 0 ? std::min(limit, seconds) : seconds;
    }
    if (!(limit > 0)) return -1;
    return static_cast<int>(std::clamp(limit / 8, 0.01, 1.0) * 1000);
  }

  /// Until a worker has ended, or it is time to look at the rows.
  std::optional<Failure> wait_for_some() {
    std::vector<pollfd> polls;
    for (const Worker& worker : workers_) polls.push_back({worker.pidfd.get(), POLLIN, 0});
    if (::poll(polls.data(), polls.size(), tick()) < 0) {
      if (errno == EINTR) return std::nullopt;
      throw SystemError("wait for", "the workers", errno);
    }
    for (std::size_t i = polls.size(); i-- > 0;) {
      if (polls[i].revents == 0) continue;
      if (auto failure = finish(take(i))) return failure;
    }
    return std::nullopt;
  }

  Worker take(std::size_t i) {
    Worker worker = std::move(workers_[i]);
    workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
    return worker;
  }

  std::optional<Failure> finish(const Worker& worker) {
    int status = 0;
    ::waitpid(worker.pid, &status, 0);
    const ProcessStatus ended = process_status(status);
    const std::string& job_path = work_.context.job_path;
    if (ended.ok() && exists(slice_path(job_path, worker.slice, ".json"))) {
      work_.board.slice(worker.slice).state = SliceState::done;
      return std::nullopt;
    }
    const std::string error_path = slice_path(job_path, worker.slice, ".error.json");
    if (const auto left = find_json(error_path)) return read_failure(*left, error_path);
    if (const std::string cut = work_.board.cut_message(worker.slice); !cut.empty()) {
      return failure_at(worker, row_of(worker), cut);
    }
    std::string what = ended.signal != 0
                           ? "the worker was " + ended.describe()
                           : "the worker " + ended.describe() + " before its slice was finished";
    const bool no_memory = ended.signal == SIGKILL && memory_.has_run_out();
    if (no_memory) what = with_memory_hint(what + ": the machine was out of memory");
    return failure_at(worker, row_of(worker), what, no_memory);
  }

  Failure failure_at(const Worker& worker, std::int64_t row, const std::string& what,
                     bool of_machine = false) const {
    const std::string label = row_label(work_.context, worker.slice, row);
    return {"analysis", worker.slice, row, (label.empty() ? "" : escaped(label) + ": ") + what,
            "",         of_machine};
  }

  std::optional<Failure> watch_rows() {
    for (std::size_t i = workers_.size(); i-- > 0;) {
      Worker& worker = workers_[i];
      const double seconds = worker.clock.look(row_of(worker));
      if (seconds == 0) worker.tell_at = setup_.stalled_after;
      if (setup_.row_timeout > 0 && seconds > setup_.row_timeout) {
        if (auto failure = end_late(take(i))) return failure;
      } else if (worker.tell_at > 0 && seconds > worker.tell_at) {
        tell_stalled(worker, seconds);
      }
    }
    return std::nullopt;
  }

  /// Once when it is long, and again each time that it has become twice as long.
  void tell_stalled(Worker& worker, double seconds) {
    worker.tell_at *= 2;
    const std::int64_t row = row_of(worker);
    const std::string label = row_label(work_.context, worker.slice, row);
    channel_.send({Message::Kind::notice,
                   setup_.method + " (" + setup_.job + "): slice " + std::to_string(worker.slice) +
                       " has been at row " + std::to_string(row) +
                       (label.empty() ? "" : " (" + escaped(label) + ")") + " for " +
                       duration_text(seconds),
                   {}});
  }

  /// Ends a worker whose row takes too long. If bad rows are allowed its slice is begun again,
  /// where map() leaves that row out; a row that is not left out is late twice, and ends the job.
  std::optional<Failure> end_late(const Worker& worker) {
    kill_all(worker);
    ::waitpid(worker.pid, nullptr, 0);
    const std::int64_t row = worker.clock.row();  // it may have gone on since
    auto& late = work_.late_rows[worker.slice];
    const bool is_first = late.insert(row).second;
    std::uint64_t count = 0;
    for (const auto& [slice, rows] : work_.late_rows) count += rows.size();
    const bool allowed = setup_.max_bad.is_real() ? setup_.max_bad.real() > 0
                                                  : count <= setup_.max_bad.unsigned_whole();
    if (!is_first || !allowed) return failure_at(worker, row, late_reason(setup_));
    clear_slice(work_.context.job_path, setup_, worker.slice);
    work_.board.slice(worker.slice).state = SliceState::waiting;
    waiting_.push_front(worker.slice);
    return std::nullopt;
  }

  /// And what it started: a row that hangs may do so in a program of its own.
  static void kill_all(const Worker& worker) {
    ::kill(-worker.pid, SIGKILL);
    ::kill(worker.pid, SIGKILL);
  }

  void end_all() {
    for (const Worker& worker : workers_) kill_all(worker);
    for (const Worker& worker : workers_) ::waitpid(worker.pid, nullptr, 0);
    workers_.clear();
  }

  SliceWork& work_;
  const JobSetup& setup_;
  const Channel& channel_;
  const HoldTerm hold_term_;
  const MemoryWatch memory_;
  int most_;  ///< workers at once
  std::deque<int> waiting_;
  std::vector<Worker> workers_;
};

std::vector<SliceReport> slice_reports(const SliceWork& work) {
  std::vector<SliceReport> reports;
  for (int slice = 0; slice < work.context.setup->slices; ++slice) {
    reports.push_back(*find_slice_report(work.context.job_path, slice));
  }
  return reports;
}

}  // namespace

SlicesOutcome run_slices(SliceWork& work, const Channel& channel) {
  if (auto failure = Pool(work, channel).run()) return *failure;
  return slice_reports(work);
}

SlicesOutcome run_slices_here(SliceWork& work) {
  for (int slice = 0; slice < work.context.setup->slices; ++slice) {
    if (!work.kept.contains(slice)) run_slice(work, slice);
  }
  return slice_reports(work);
}

}  // namespace accel
