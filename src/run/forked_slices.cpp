// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"
#include "base/sys.h"
#include "run/memory.h"
#include "run/resume.h"
#include "run/row_names.h"
#include "run/slice_runner.h"
#include "run/worker.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>

namespace accel {
namespace {

/// SIGTERM waits while this exists: the workers get it too, and have time to end.
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

class ForkedSlices : public SliceRunner {
 public:
  ForkedSlices(SliceWork& work, const Channel& channel) : work_(work), channel_(channel) {}
  ~ForkedSlices() override { kill_all(); }

  bool start(const Share& share, const SkippedRows& skipped) override {
    if (!skipped.empty()) clear_slice(work_.context.job_path, *work_.context.setup, share);
    std::fflush(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = sys::fork();
    if (pid == 0) be_worker(work_, channel_, share, skipped, parent);
    if (pid < 0) {
      const bool may_pass = (errno == EAGAIN || errno == ENOMEM) && !workers_.empty();
      if (may_pass) return false;
      throw SystemError("start", "a worker", errno);
    }
    workers_.emplace(share, Child(pid, true));
    return true;
  }

  int descriptor(const Share& share) const override { return workers_.at(share).pidfd(); }

  MapRow row(const Share& share) const override {
    const LoopMark& tally = work_.board.slice(share).tally;
    return {__atomic_load_n(&tally.map, __ATOMIC_RELAXED),
            __atomic_load_n(&tally.row, __ATOMIC_RELAXED),
            __atomic_load_n(&tally.batch, __ATOMIC_RELAXED)};
  }

  SliceEnd finish(const Share& share) override {
    const ProcessStatus ended = workers_.at(share).wait();
    workers_.erase(share);
    const std::string& job_path = work_.context.job_path;
    if (ended.ok() && exists(slice_path(job_path, share, ".json"))) {
      work_.board.slice(share).state = SliceState::done;
      return {};
    }
    const std::string error_path = slice_path(job_path, share, ".error.json");
    if (const auto left = find_json(error_path)) return read_failure(*left, error_path);
    return end_without_words(share, ended);
  }

  void stop(const Share& share) override {
    workers_.erase(share);
    work_.board.slice(share).state = SliceState::waiting;
  }

  void stop_all() override {
    if (HoldTerm::has_come()) {
      for (auto& [share, worker] : workers_) worker.wait();
    }
    kill_all();
  }

 private:
  /// How a worker failed that ended before it could write an error.
  SliceEnd end_without_words(const Share& share, const ProcessStatus& ended) const {
    const MapRow at = row(share);
    const std::string label = row_label(work_.context, share.slice, at.row);
    if (const std::string cut = work_.board.cut_message(share); !cut.empty()) {
      return row_failure(share, at.row, label, cut);
    }
    std::string what = ended.signal != 0
                           ? "the worker was " + ended.describe()
                           : "the worker " + ended.describe() + " before its slice was finished";
    if (is_crash(ended)) return Crash{at, what};
    const bool no_memory = ended.signal == SIGKILL && memory_.has_run_out();
    if (no_memory) what = with_memory_hint(what + ": the machine was out of memory");
    Failure failure = row_failure(share, at.row, label, what);
    failure.of_machine = no_memory;
    return failure;
  }

  /// Whether a signal was caused by the process itself. SIGKILL is not: other processes send it,
  /// and so does the kernel when memory runs out.
  static bool is_crash(const ProcessStatus& ended) {
    constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP};
    return std::ranges::find(kSignals, ended.signal) != std::end(kSignals);
  }

  /// All are killed before the first is waited for.
  void kill_all() {
    for (auto& [share, worker] : workers_) worker.signal_group(SIGKILL);
    workers_.clear();
  }

  SliceWork& work_;
  const Channel& channel_;
  const HoldTerm hold_term_;
  const MemoryWatch memory_;
  std::map<Share, Child> workers_;
};

}  // namespace

std::unique_ptr<SliceRunner> make_forked_slices(SliceWork& work, const Channel& channel) {
  return std::make_unique<ForkedSlices>(work, channel);
}

}  // namespace accel
