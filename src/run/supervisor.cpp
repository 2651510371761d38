// SPDX-License-Identifier: Apache-2.0
#include "run/supervisor.h"

#include "base/text.h"
#include "run/after_fork.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <csignal>
#include <vector>

namespace accel {
namespace {

/// SIGINT, SIGTERM and SIGHUP as a descriptor.
Fd open_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.is_open()) throw SystemError("open", "a signal descriptor", errno);
  return fd;
}

std::vector<pid_t> children() {
  std::vector<pid_t> pids;
  const auto text = find_contents("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  if (!text) return pids;
  for (const std::string& word : split(*text, ' ')) {
    if (!word.empty()) pids.push_back(static_cast<pid_t>(std::stol(word)));
  }
  return pids;
}

/// The phases say what their output is called, and a hostile picture may speak for them.
bool is_output_name(std::string_view name) {
  if (name == "prepare" || name == "synthesis") return true;
  return !name.empty() && name.size() < 10 &&
         name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Supervisor::Supervisor(const PhasesRequest& request, bool echo)
    : request_(request), echo_(echo), board_(request.setup.slices) {}

void Supervisor::start() {
  // What the phases leave behind becomes ours, wherever it went, so that it can be ended.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  signals_ = open_signals();
  auto [ours, theirs] = make_channel();
  const pid_t parent = ::getpid();
  std::fflush(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) throw SystemError("start", "the job", errno);
  if (pid == 0) {
    begin_child(parent);
    ours = Channel(Fd());
    run_phases(request_, board_, theirs);
    std::fflush(nullptr);
    ::_exit(0);
  }
  phases_ = Child(pid);
  channel_.emplace(std::move(ours));
}

void Supervisor::read_message() {
  std::optional<Message> message = channel_->receive();
  if (!message) {
    channel_.reset();
    return;
  }
  switch (message->kind) {
    case Message::Kind::output: {
      if (!is_output_name(message->text)) break;
      const std::string path = request_.job_path + "/OUTPUT/" + message->text;
      outputs_[message->text] = std::make_unique<OutputFile>(path, std::move(message->fd), echo_);
      break;
    }
    case Message::Kind::done: is_done_ = true; break;
    case Message::Kind::failed:
      failure_ = read_failure(parse_json(message->text, "the job's failure"));
      break;
  }
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
    if (::poll(polls.data(), polls.size(), -1) < 0 && errno != EINTR) {
      throw SystemError("wait for", "the job", errno);
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (polls[i + 3].revents != 0 && !files[i]->read_some()) files[i]->finish();
    }
    if (polls[2].revents != 0) {
      read_message();
      continue;  // all messages before the end
    }
    if (polls[1].revents != 0) {
      interrupted_ = true;
      phases_.signal(SIGKILL);
    }
    if (polls[0].revents != 0) {
      status_ = phases_.wait();
      return;
    }
  }
}

/// Children of children are ours by now, and each may have left more. The list may lack some while
/// others exit (proc(5)); that none is left is what waitpid says.
void Supervisor::end_leftovers() {
  constexpr int kRounds = 10'000;  // of a millisecond: what cannot be killed is left to the system
  for (int round = 0; round < kRounds; ++round) {
    for (const pid_t pid : children()) ::kill(pid, SIGKILL);
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended < 0 && errno == ECHILD) return;
    if (ended == 0) ::usleep(1000);
  }
}

Failure Supervisor::crash() const {
  const Phase phase = const_cast<Board&>(board_).phase();
  Failure failure;
  failure.phase = phase == Phase::none ? "start" : phase_name(phase);
  failure.row = *const_cast<Board&>(board_).row(-1);
  failure.what = "the method was " + status_->describe();
  if (status_->signal == 0) {
    failure.what = "the job's process " + status_->describe() + " before the job was finished";
  }
  return failure;
}

std::string Supervisor::output_of(const Failure& failure) const {
  const std::string name = failure.slice >= 0             ? std::to_string(failure.slice)
                           : failure.phase == "synthesis" ? "synthesis"
                                                          : "prepare";
  const auto output = outputs_.find(name);
  return output == outputs_.end() ? "" : output->second->last_lines();
}

Supervised Supervisor::conclude() {
  for (auto& [name, output] : outputs_) output->finish();
  if (interrupted_) return {std::nullopt, true};
  if (!failure_ && (!is_done_ || !status_->ok())) failure_ = crash();
  if (failure_) {
    failure_->output = output_of(*failure_);
  }
  return {failure_, false};
}

Supervised Supervisor::run() {
  start();
  wait();
  end_leftovers();
  return conclude();
}

}  // namespace accel
