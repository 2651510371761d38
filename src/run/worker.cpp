// SPDX-License-Identifier: Apache-2.0
#include "run/worker.h"

#include "base/text.h"
#include "base/process.h"
#include "run/after_fork.h"
#include "run/cage.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace accel {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::uint64_t own_peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// The writers whose rows come from analysis.
std::vector<Writer> slice_writers(const SliceWork& work) {
  std::vector<Writer> writers;
  for (const Writer& writer : work.context.all_writers()) {
    if (!work.done_datasets.contains(writer.name())) writers.push_back(writer);
  }
  return writers;
}

void leave_error(const std::string& job_path, const Failure& failure) {
  write_json(slice_path(job_path, failure.slice, ".error.json"), failure_document(failure));
}

/// The life of a worker, from the fork to its end.
[[noreturn]] void be_worker(SliceWork& work, const Channel& channel, int slice, pid_t parent) {
  begin_child(parent);
  int code = 1;
  try {  // the edge of a worker
    channel.redirect_output(std::to_string(slice));
    if (work.context.setup->cage.on) enter_cell(channel);
    run_slice(work, slice);
    code = 0;
  } catch (const std::exception& error) {
    try {
      leave_error(work.context.job_path,
                  failure_of(error, "analysis", slice, *work.board.row(slice)));
    } catch (const std::exception& second) {  // the disk refuses: the output is all that is left
      std::fprintf(stderr, "accel: error: %s\naccel: error: %s\n", error.what(), second.what());
    }
  } catch (...) {
    leave_error(work.context.job_path,
                {"analysis", slice, *work.board.row(slice), kNoException, "", false});
  }
  std::fflush(nullptr);
  ::_exit(code);
}

struct Worker {
  int slice = 0;
  pid_t pid = -1;
  Fd pidfd;
};

class Pool {
 public:
  Pool(SliceWork& work, const Channel& channel) : work_(work), channel_(channel) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { end_all(); }

  std::optional<Failure> run() {
    const JobSetup& setup = *work_.context.setup;
    int next = 0;
    while (next < setup.slices || !workers_.empty()) {
      while (next < setup.slices && static_cast<int>(workers_.size()) < setup.concurrency) {
        start(next++);
      }
      if (auto failure = wait_for_one()) return failure;
    }
    return std::nullopt;
  }

 private:
  void start(int slice) {
    std::fflush(nullptr);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) throw SystemError("start", "a worker", errno);
    if (pid == 0) be_worker(work_, channel_, slice, parent);
    workers_.push_back({slice, pid, Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)))});
  }

  std::optional<Failure> wait_for_one() {
    std::vector<pollfd> polls;
    for (const Worker& worker : workers_) polls.push_back({worker.pidfd.get(), POLLIN, 0});
    while (::poll(polls.data(), polls.size(), -1) < 0 && errno == EINTR) {
    }
    for (std::size_t i = polls.size(); i-- > 0;) {
      if (polls[i].revents == 0) continue;
      const Worker worker = std::move(workers_[i]);
      workers_.erase(workers_.begin() + static_cast<std::ptrdiff_t>(i));
      if (auto failure = finish(worker)) return failure;
    }
    return std::nullopt;
  }

  std::optional<Failure> finish(const Worker& worker) {
    int status = 0;
    ::waitpid(worker.pid, &status, 0);
    const ProcessStatus ended = process_status(status);
    const std::string& job_path = work_.context.job_path;
    if (ended.ok() && exists(slice_path(job_path, worker.slice, ".json"))) return std::nullopt;
    Failure failure{"analysis", worker.slice, *work_.board.row(worker.slice), "", "", false};
    if (const auto left = find_json(slice_path(job_path, worker.slice, ".error.json"))) {
      failure = read_failure(*left);
    } else if (ended.signal != 0) {
      failure.what = "the worker was " + ended.describe();
    } else {
      failure.what = "the worker " + ended.describe() + " before its slice was finished";
    }
    return failure;
  }

  void end_all() {
    for (const Worker& worker : workers_) ::kill(worker.pid, SIGKILL);
    for (const Worker& worker : workers_) ::waitpid(worker.pid, nullptr, 0);
    workers_.clear();
  }

  SliceWork& work_;
  const Channel& channel_;
  std::vector<Worker> workers_;
};

}  // namespace

void run_slice(SliceWork& work, int slice) {
  const Clock::time_point start = Clock::now();
  detail::Context& context = work.context;
  detail::current_row() = work.board.row(slice);
  const detail::MethodObject method(work.phases, context, Phase::analysis);
  const std::vector<Writer> writers = slice_writers(work);
  BadRows bad(slice_path(context.job_path, slice, ".bad.jsonl"), slice);
  for (const Writer& writer : writers) {
    writer.state()->bad = &bad;
    writer.state()->begin(slice, context.setup->slices);
  }
  SliceReport report;
  report.slice = slice;
  report.value = work.phases.analysis(method.get(), slice, work.state);
  report.rows = static_cast<std::uint64_t>(*work.board.row(slice) + 1);
  for (const Writer& writer : writers) {
    SliceColumns columns = writer.state()->finish();
    report.rows = std::max(report.rows, columns.rows);
    report.datasets.emplace(writer.name(), std::move(columns));
  }
  bad.finish();
  report.bad_rows = bad.count();
  report.seconds = seconds_since(start);
  report.peak_memory = own_peak_memory();
  write_json(slice_path(context.job_path, slice, ".json"), slice_document(report), Durable::yes);
}

namespace {

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
  for (int slice = 0; slice < work.context.setup->slices; ++slice) run_slice(work, slice);
  return slice_reports(work);
}

}  // namespace accel
