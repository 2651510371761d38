// SPDX-License-Identifier: Apache-2.0
#include "urd/job_processes.h"

#include "base/check.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "method/layout.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace accel {
namespace {

constexpr int kJobGraceSeconds = 2;

Fd memory_for_errors() {
  Fd memory(::memfd_create("what run-job says", MFD_CLOEXEC));
  if (!memory.is_open()) throw SystemError("make", "a file in memory", errno);
  return memory;
}

std::string text_of(const Fd& said) {
  std::string text(std::size_t{64} * 1024, '\0');
  text.resize(read_at(said, "what run-job said", text.data(), text.size(), 0));
  while (text.ends_with('\n')) text.pop_back();
  const std::string_view prefix = "accel: error: ";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

void JobProcesses::want(std::size_t jobs) {
  const std::size_t most = std::min(jobs, most_ - running_.size());
  while (cores_.size() > most) cores_.pop_back();
  while (cores_.size() < most) {
    cores_.emplace_back(open_core_connection(core_control_), 0).request();
  }
}

bool JobProcesses::may_start() {
  could_start_ = !is_interrupted_ && has_core();
  return could_start_;
}

/// Whether the first connection has its core: connections get cores in their order. If the server
/// closed it because it has no descriptors left, the job starts all the same.
bool JobProcesses::has_core() {
  if (cores_.empty()) return false;
  Cores& first = cores_.front();
  if (first.held() == 0 && first.fd() >= 0) first.receive();
  return first.held() > 0 || first.fd() < 0;
}

void JobProcesses::start(const JobSetup& setup, const std::string& path,
                         const std::vector<int>& locks) {
  ACCEL_CHECK(!cores_.empty());
  const Fd core = cores_.front().release();  // closed here: else it stays taken after the job's end
  cores_.pop_front();
  JobProcess process{setup.job, memory_for_errors(), Clock::now(), {}};
  SpawnRequest request;
  request.arguments = {layout().program,
                       "run-job",
                       path,
                       "--supervised-by",
                       std::to_string(::getpid()),
                       "--notices",
                       std::to_string(progress_.notices()),
                       "--cores",
                       std::to_string(core.get())};
  request.keep = locks;
  request.keep.push_back(core.get());
  request.keep.push_back(progress_.notices());
  request.own_group = true;
  request.err = process.said.get();
  process.child = spawn(request);
  progress_.add(setup, path, process.child.pid());
  running_.push_back(std::move(process));
}

/// The caller may print.
std::optional<JobEnd> JobProcesses::wait(int milliseconds) {
  auto end = wait_for_event(milliseconds);
  progress_.pause();
  return end;
}

std::optional<JobEnd> JobProcesses::wait_for_event(int milliseconds) {
  const auto until = Clock::now() + std::chrono::milliseconds(std::max(milliseconds, 0));
  for (;;) {
    if (is_interrupted_ || is_interrupted()) return end_all();
    if (auto end = find_ended()) return end;
    if (!could_start_ && has_core()) return std::nullopt;
    int left = progress_.milliseconds_left();
    if (milliseconds >= 0) {
      const auto ms = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
      if (ms <= 0) return std::nullopt;
      left = left < 0 ? static_cast<int>(ms) : std::min(left, static_cast<int>(ms));
    }
    const int next_core = cores_.empty() ? -1 : cores_.front().fd();
    std::vector<pollfd> polls = {{progress_.descriptor(), POLLIN, 0}, {next_core, POLLIN, 0}};
    for (const JobProcess& process : running_) polls.push_back({process.child.pidfd(), POLLIN, 0});
    wait_for_any(polls, left);
    progress_.update();
  }
}

std::optional<JobEnd> JobProcesses::find_ended() {
  for (auto process = running_.begin(); process != running_.end(); ++process) {
    if (!process->child.try_wait()) continue;
    JobEnd end = finish(std::move(*process));
    running_.erase(process);
    return end;
  }
  return std::nullopt;
}

JobEnd JobProcesses::finish(JobProcess process) {
  progress_.remove(process.job);
  const std::chrono::duration<double> seconds = Clock::now() - process.since;
  return {process.job, process.child.wait(), seconds.count(), text_of(process.said)};
}

/// The first call ends all jobs. Each call returns one job that ended well, until none is left;
/// then throws Interrupted.
std::optional<JobEnd> JobProcesses::end_all() {
  if (!std::exchange(is_interrupted_, true)) {
    std::vector<Child*> children;
    for (JobProcess& process : running_) children.push_back(&process.child);
    end_in_order(children, kJobGraceSeconds);
    for (JobProcess& process : running_) {
      JobEnd end = finish(std::move(process));
      end.was_interrupted = true;
      if (end.status.ok()) ended_well_.push_back(std::move(end));
    }
    running_.clear();
  }
  if (ended_well_.empty()) {
    progress_.pause();
    throw Interrupted();
  }
  JobEnd end = std::move(ended_well_.front());
  ended_well_.pop_front();
  return end;
}

}  // namespace accel
