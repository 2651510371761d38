// SPDX-License-Identifier: Apache-2.0
#include "run/pool.h"

#include "base/sys.h"
#include "base/text.h"
#include "dataset/bad_rows.h"
#include "dataset/loop_mark.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <vector>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// How long a share has been at one row.
class RowClock {
 public:
  /// Seconds since `row` was first seen; 0 for a new row, or if there is no current row.
  double look(MapRow row) {
    const Clock::time_point now = Clock::now();
    if (row != row_ || row.row < 0) {
      row_ = row;
      since_ = now;
    }
    return Seconds(now - since_).count();
  }
  /// The row of the last look.
  MapRow row() const { return row_; }

 private:
  MapRow row_;
  Clock::time_point since_ = Clock::now();
};

struct RunningShare {
  Share share;
  RowClock clock;
  double report_at = 0;  ///< seconds at one row after which it is reported
};

class Pool {
 public:
  Pool(const PoolRequest& request, SliceRunner& runner)
      : request_(request),
        setup_(request.setup),
        runner_(runner),
        cores_(request.cores),
        most_(setup_.limits.concurrency),
        waiting_(request.shares.begin(), request.shares.end()) {}

  std::optional<Failure> run() {
    auto failure = run_all();
    cores_.keep_one();
    return failure;
  }

 private:
  std::optional<Failure> run_all() {
    while (!waiting_.empty() || !running_.empty()) {
      settle_cores();
      start_some();
      auto failure = wait_for_some();
      if (!failure) failure = watch_rows();
      if (!failure) continue;
      runner_.stop_all();
      return failure;
    }
    return std::nullopt;
  }

  /// Gives back the cores that no share needs, and requests one for each share that lacks one.
  void settle_cores() {
    const int shares = static_cast<int>(waiting_.size() + running_.size());
    const int useful = std::max(1, std::min(shares, most_));
    while (cores_.held() > useful) cores_.give_back();
    while (cores_.held() + cores_.requested() < useful) cores_.request();
  }

  /// After the end of a share: jobs that wait for a core get this one before this job's next share.
  void offer_core() {
    if (cores_.held() > 1) cores_.give_back();
  }

  /// Starts as many shares as may run at once. If the system has no room for another, the pool
  /// continues with those that run.
  void start_some() {
    const int most = std::min(most_, cores_.held());
    while (!waiting_.empty() && static_cast<int>(running_.size()) < most) {
      const Share share = waiting_.front();
      if (!runner_.start(share, skipped_[share])) {
        most_ = static_cast<int>(running_.size());
        return;
      }
      waiting_.pop_front();
      running_.push_back({share, {}, setup_.limits.stalled_after});
    }
  }

  /// How often rows are looked at, in milliseconds; -1: not at all.
  int tick() const {
    double limit = 0;
    for (const double seconds : {setup_.limits.row_timeout, setup_.limits.stalled_after}) {
      if (seconds > 0) limit = limit > 0 ? std::min(limit, seconds) : seconds;
    }
    if (!(limit > 0)) return -1;
    return static_cast<int>(std::clamp(limit / 8, 0.01, 1.0) * 1000);
  }

  /// Waits until a share has ended, a core has come, or it is time to look at the rows.
  std::optional<Failure> wait_for_some() {
    std::vector<pollfd> polls;
    for (const RunningShare& running : running_) {
      polls.push_back({runner_.descriptor(running.share), POLLIN, 0});
    }
    polls.push_back({cores_.fd(), POLLIN, 0});
    if (sys::poll(polls, tick()) < 0) {
      if (errno == EINTR) return std::nullopt;
      throw SystemError("wait for", "the slices", errno);
    }
    if (polls.back().revents != 0) cores_.receive();
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (polls[i].revents == 0) continue;
      const Share share = running_[i].share;
      remove(i);
      offer_core();
      if (auto failure = take_end(share, runner_.finish(share))) return failure;
    }
    return std::nullopt;
  }

  std::optional<Failure> take_end(const Share& share, SliceEnd end) {
    if (const auto* crash = std::get_if<Crash>(&end)) {
      return start_without(share, crash->row, {crash->what, kCrashCause});
    }
    if (auto* failure = std::get_if<Failure>(&end)) return std::move(*failure);
    return std::nullopt;
  }

  void remove(std::size_t i) { running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i)); }

  std::optional<Failure> watch_rows() {
    for (std::size_t i = running_.size(); i-- > 0;) {
      RunningShare& running = running_[i];
      const double seconds = running.clock.look(runner_.row(running.share));
      if (seconds == 0) running.report_at = setup_.limits.stalled_after;
      const double limit =
          setup_.limits.row_timeout * static_cast<double>(running.clock.row().batch);
      if (limit > 0 && seconds > limit) {
        const auto [share, row] = std::pair(running.share, running.clock.row());
        remove(i);
        runner_.stop(share);
        const std::string what =
            "took longer than row_timeout, " + duration_text(setup_.limits.row_timeout);
        if (auto failure = start_without(share, row, {what, kLateCause})) return failure;
      } else if (running.report_at > 0 && seconds > running.report_at) {
        report_stalled(running, seconds);
      }
    }
    return std::nullopt;
  }

  /// Called when a share has been at one row for long, and again each time that time has doubled.
  void report_stalled(RunningShare& running, double seconds) const {
    running.report_at *= 2;
    const std::int64_t row = running.clock.row().row;
    const std::string name = request_.row_name(running.share.slice, row);
    request_.notify(setup_.task.method + " (" + setup_.job + "): slice " +
                    std::to_string(running.share.slice) + " has been at row " +
                    std::to_string(row) + (name.empty() ? "" : " (" + escaped(name) + ")") +
                    " for " + duration_text(seconds));
  }

  /// Starts a share that ended at this row again, and map() skips the row; or, if it ended in a
  /// batch, map_batches() computes its rows one by one. Fails if the row cannot be skipped: it is
  /// not in a map, was skipped before, or makes too many bad rows.
  std::optional<Failure> start_without(const Share& share, MapRow row, const SkipReason& reason) {
    const bool is_skipped =
        row.map > 0 && row.row >= 0 && skipped_[share].emplace(row, reason).second;
    if (!is_skipped || (row.batch <= 1 && !is_allowed())) {
      Failure failure =
          row_failure(share, row.row, request_.row_name(share.slice, row.row), reason.text);
      failure.in_trial = row.map == kTrialMap;
      failure.cause = reason.cause;
      return failure;
    }
    waiting_.push_front(share);
    return std::nullopt;
  }

  /// Whether `max_bad` allows as many bad rows as are skipped.
  bool is_allowed() const {
    std::uint64_t count = 0;
    for (const auto& [share, rows] : skipped_) {
      count += static_cast<std::uint64_t>(
          std::ranges::count_if(rows, [](const auto& row) { return row.first.batch <= 1; }));
    }
    return count <= allowed_bad_rows(setup_.limits.max_bad, request_.row_count());
  }

  const PoolRequest& request_;
  const JobSetup& setup_;
  SliceRunner& runner_;
  Cores& cores_;
  int most_;  ///< shares at once
  std::deque<Share> waiting_;
  std::vector<RunningShare> running_;
  std::map<Share, SkippedRows> skipped_;
};

}  // namespace

std::optional<Failure> run_slices(const PoolRequest& request, SliceRunner& runner) {
  return Pool(request, runner).run();
}

}  // namespace accel
