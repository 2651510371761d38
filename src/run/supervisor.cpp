// SPDX-License-Identifier: Apache-2.0
#include "run/supervisor.h"

#include "base/processes.h"
#include "base/sys.h"
#include "base/text.h"
#include "run/after_fork.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <vector>

namespace accel {
namespace {

constexpr std::chrono::milliseconds kGrace{1000};
constexpr const char* kTheFailure = "the job's failure";

/// SIGINT, SIGTERM and SIGHUP as a descriptor.
Fd open_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    const bool stays_ignored = signal == SIGHUP && action.sa_handler == SIG_IGN;  // nohup
    if (!stays_ignored) ::sigaddset(&set, signal);
  }
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.is_open()) throw SystemError("open", "a signal descriptor", errno);
  return fd;
}

/// The phases name their output, and a hostile picture may have taken them over.
bool is_output_name(const std::string& name, int slices) {
  if (name == "prepare" || name == "synthesis") return true;
  const auto share = find_share(name);
  return share && share->slice < slices;
}

/// They also send its descriptor: a file other than a pipe might have no end.
bool is_pipe(const Fd& fd) {
  struct stat status {};
  return ::fstat(fd.get(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// The phases' process cannot be trusted: a decoder may have been taken over.
Failure parse_failure(const std::string& text) {
  try {
    return read_failure(parse_json(text, kTheFailure), kTheFailure);
  } catch (const Error&) {
    return {"analysis", -1,   -1, "the job's process reported a failure that cannot be read",
            "",         false};
  }
}

/// How many shares the job has at most, whether or not it follows the plan.
std::size_t most_shares(const PhasesRequest& request) {
  const std::size_t planned = request.plan ? request.plan->shares.size() : 0;
  return std::max(planned, static_cast<std::size_t>(request.setup.limits.slices));
}

}  // namespace

Supervisor::Supervisor(const PhasesRequest& request, bool echo, int notices)
    : request_(request), echo_(echo), notices_(notices), board_(most_shares(request)) {
  if (request.only_slice) board_.show({Share{*request.only_slice}});
}

/// Ends what still runs, also when the supervisor itself has failed.
Supervisor::~Supervisor() {
  phases_ = Child();
  end_children();
}

void Supervisor::start() {
  adopt_orphans();
  signals_ = open_signals();
  // The reader of the output may have ended, and the terminal may belong to another group.
  for (const int signal : {SIGPIPE, SIGTTOU}) ::signal(signal, SIG_IGN);
  auto [ours, theirs] = make_channel();
  const pid_t parent = ::getpid();
  std::fflush(nullptr);
  const pid_t pid = sys::fork();
  if (pid < 0) throw SystemError("start", "the job", errno);
  if (pid == 0) {
    begin_child(parent);
    report_cut_files(board_.cut_file());
    ours = Channel(Fd());
    run_job_process(request_, board_, theirs);
    std::fflush(nullptr);
    ::_exit(0);
  }
  phases_ = Child(pid);
  channel_.emplace(std::move(ours));
}

/// Drops the notice if writing it would block: the reader may have stopped, and the job continues.
void Supervisor::report(const std::string& notice) const {
  pollfd ready{notices_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 1) ::dprintf(notices_, "accel: %s\n", printable(notice).c_str());
}

void Supervisor::read_message() {
  std::optional<Message> message = channel_->receive();
  if (!message) {
    channel_.reset();
    return;
  }
  switch (message->kind) {
    case Message::Kind::output: {
      if (!is_output_name(message->text, request_.setup.limits.slices) || !is_pipe(message->fd))
        break;
      const std::string path = request_.job_path + "/OUTPUT/" + message->text;
      outputs_[message->text] = std::make_unique<OutputFile>(path, std::move(message->fd), echo_);
      break;
    }
    case Message::Kind::done: is_done_ = true; break;
    case Message::Kind::notice: report(message->text); break;
    case Message::Kind::failed: failure_ = parse_failure(message->text); break;
  }
}

/// The first interrupt ends everything in order: the phases and their workers get SIGTERM (a method
/// may clean up), and are killed a while later. The second kills them.
void Supervisor::read_signals() {
  signalfd_siginfo info{};
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (interrupted_) {
      kill_at_ = Clock::now();
      continue;
    }
    interrupted_ = true;
    kill_at_ = Clock::now() + kGrace;
    for (const pid_t worker : children_of(phases_.pid())) ::kill(worker, SIGTERM);
    phases_.signal(SIGTERM);
  }
}

void Supervisor::enforce_limits() {
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double timeout = request_.setup.limits.timeout;
  if (timeout > 0 && seconds > timeout && !interrupted_ && !is_late_) {
    is_late_ = true;
    kill_at_ = now;
  }
  if (kill_at_ && now >= *kill_at_) phases_.signal(SIGKILL);
}

/// The time until the next limit; -1: there is none.
int Supervisor::milliseconds_left() const {
  const auto left = [](Clock::time_point end) {
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(ms, 0, 3'600'000));
  };
  if (kill_at_) return std::max(left(*kill_at_), 10);
  const double timeout = request_.setup.limits.timeout;
  if (!(timeout > 0)) return -1;
  constexpr double kLongest = 1e9;  // seconds: what a clock can count
  return left(started_ + std::chrono::duration_cast<Clock::duration>(
                             std::chrono::duration<double>(std::min(timeout, kLongest))));
}

void Supervisor::wait() {
  for (;;) {
    std::vector<pollfd> polls = {{phases_.pidfd(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
    polls.push_back({channel_ ? channel_->fd() : -1, POLLIN, 0});
    std::vector<OutputFile*> files;
    for (auto& [name, output] : outputs_) {
      if (output->fd() < 0) continue;
      polls.push_back({output->fd(), POLLIN, 0});
      files.push_back(output.get());
    }
    if (sys::poll(polls, milliseconds_left()) < 0 && errno != EINTR) {
      throw SystemError("wait for", "the job", errno);
    }
    enforce_limits();
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (polls[i + 3].revents != 0 && !files[i]->read_some()) files[i]->finish();
    }
    if (polls[1].revents != 0) read_signals();
    if (polls[2].revents != 0) read_message();
    if (polls[0].revents != 0) {
      status_ = phases_.wait();
      return;
    }
  }
}

/// Reads what is left. Called when no process is left that could send more.
void Supervisor::read_last_messages() {
  while (channel_) {
    pollfd ready{channel_->fd(), POLLIN, 0};
    if (::poll(&ready, 1, 0) != 1) return;
    read_message();
  }
}

Failure Supervisor::crash() const {
  const Phase phase = board_.phase();
  Failure failure;
  failure.phase = phase == Phase::none ? "start" : phase_name(phase);
  failure.row = board_.whole().tally.row;
  failure.what = "the method was " + status_->describe();
  if (const std::string cut = board_.cut_message(); !cut.empty()) {
    failure.what = cut;
  } else if (is_late_) {
    failure.what = "took longer than timeout, " + duration_text(request_.setup.limits.timeout);
  } else if (status_->signal == SIGKILL && memory_.has_run_out()) {
    failure.what = with_memory_hint(failure.what + ": the machine was out of memory");
    failure.of_machine = true;
  } else if (status_->signal == 0) {
    failure.what = "the job's process " + status_->describe() + " before the job was finished";
  }
  return failure;
}

std::string Supervisor::output_of(const Failure& failure) const {
  const Share share{request_.only_slice.value_or(failure.slice), failure.share};
  const std::string name = share.slice >= 0               ? share_name(share)
                           : failure.phase == "synthesis" ? "synthesis"
                                                          : "prepare";
  const auto output = outputs_.find(name);
  return output == outputs_.end() ? "" : output->second->last_lines();
}

PhasesEnd Supervisor::conclude() {
  for (auto& [name, output] : outputs_) output->finish();
  if (interrupted_) return {std::nullopt, true};
  const bool ended_well = is_done_ && status_->ok();
  if (is_late_ && !ended_well) failure_.reset();
  if (!failure_ && !ended_well) failure_ = crash();
  for (const auto& [name, output] : outputs_) {
    if (!failure_ && output->error()) failure_ = failure_of(*output->error(), "output", -1, -1);
  }
  if (failure_) {
    failure_->output = output_of(*failure_);
  }
  return {failure_, false};
}

PhasesEnd Supervisor::run() {
  start();
  wait();
  end_children();
  read_last_messages();
  return conclude();
}

}  // namespace accel
