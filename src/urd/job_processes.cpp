// SPDX-License-Identifier: Apache-2.0
#include "urd/job_processes.h"

#include "base/check.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "method/layout.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

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

JobProcesses::JobProcess::JobProcess(Progress& progress, const JobSetup& setup,
                                     const std::string& path)
    : job(setup.job), watch(progress, setup, path), said(memory_for_errors()) {}

void JobProcesses::start(const JobSetup& setup, const std::string& path,
                         const std::vector<int>& locks) {
  ACCEL_CHECK(!running_);
  auto process = std::make_unique<JobProcess>(progress_, setup, path);
  SpawnRequest request;
  request.arguments = {layout().program,
                       "run-job",
                       path,
                       "--supervised-by",
                       std::to_string(::getpid()),
                       "--notices",
                       std::to_string(process->watch.notices())};
  request.keep = locks;
  request.keep.push_back(process->watch.notices());
  request.own_group = true;
  request.err = process->said.get();
  process->since = std::chrono::steady_clock::now();
  process->child = spawn(request);
  running_ = std::move(process);
}

JobEnd JobProcesses::wait_any() {
  ACCEL_CHECK(running_);
  JobProcess& process = *running_;
  process.watch.watch(process.child);
  JobEnd end;
  end.job = process.job;
  end.status = wait_interruptibly(process.child, kJobGraceSeconds);
  process.watch.finish();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - process.since;
  end.seconds = seconds.count();
  end.said = text_of(process.said);
  running_.reset();
  end.was_interrupted = is_interrupted();
  if (end.was_interrupted && !end.status.ok()) throw Interrupted();
  return end;
}

}  // namespace accel
