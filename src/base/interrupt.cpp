// SPDX-License-Identifier: Apache-2.0
#include "base/interrupt.h"

#include "base/file.h"
#include "base/text.h"
#include "base/threads.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>

namespace accel {
namespace {

constexpr int kLookMs = 20;

// The first is readable after one interrupt, the second after two, until the process ends. Forks
// share them.
int interrupt_event = -1;
int second_event = -1;
pid_t sends_on = -1;

void raise_event(int event) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event, &one, sizeof one);
}

void note_interrupt(int, siginfo_t* info, void*) {
  static volatile std::sig_atomic_t count = 0;
  const int saved = errno;
  const bool is_passed_on = info->si_code <= 0 && info->si_pid == sends_on;
  if (count == 0 || !is_passed_on) count = count + 1;
  raise_event(interrupt_event);
  if (count > 1) raise_event(second_event);
  errno = saved;
}

Fd open_event() {
  Fd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event.is_open()) throw SystemError("open", "an event descriptor", errno);
  return event;
}

/// Another signal does not shorten the time.
bool wait_for(int fd, int timeout_ms) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    pollfd poll{fd, POLLIN, 0};
    const int ready = ::poll(&poll, 1, timeout_ms);
    if (ready >= 0 || errno != EINTR) return ready > 0;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    timeout_ms = std::max(0, static_cast<int>(left.count()));
  }
}

}  // namespace

void watch_interrupts() {
  interrupt_event = open_event().release();
  second_event = open_event().release();
  struct sigaction action {};
  action.sa_sigaction = note_interrupt;
  action.sa_flags = SA_SIGINFO;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    const bool stays_ignored = signal == SIGHUP && before.sa_handler == SIG_IGN;
    if (!stays_ignored) ::sigaction(signal, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
}

void expect_interrupts_from(pid_t parent) { sends_on = parent; }

bool is_interrupted() { return interrupt_event >= 0 && wait_for(interrupt_event, 0); }

EndProgramsOnInterrupt::EndProgramsOnInterrupt()
    : stop_(open_event()), thread_(start_thread([this] {
        pollfd polls[] = {{stop_.get(), POLLIN, 0}, {interrupt_event, POLLIN, 0}};
        for (;;) {
          if (::poll(polls, 2, -1) < 0) continue;  // another signal than those that interrupt
          if (polls[0].revents != 0) return;
          kill_captured();
          ::usleep(kLookMs * 1000);
        }
      })) {}

EndProgramsOnInterrupt::~EndProgramsOnInterrupt() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
  thread_.join();
}

namespace {

/// True if all of them end within that time. False as soon as `other` is readable.
bool end_within(const std::vector<Child*>& children, int milliseconds, int other = -1) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    std::vector<pollfd> polls = {{other, POLLIN, 0}};
    for (Child* child : children) {
      if (child->is_alive() && !child->try_wait()) polls.push_back({child->pidfd(), POLLIN, 0});
    }
    if (polls.size() == 1) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    const int ready = ::poll(polls.data(), polls.size(), static_cast<int>(left));
    if (ready > 0 && polls[0].revents != 0) return false;
  }
}

void signal_all(const std::vector<Child*>& children, int number) {
  for (Child* child : children) child->signal(number);
}

}  // namespace

void end_in_order(const std::vector<Child*>& children, int grace_seconds) {
  signal_all(children, SIGTERM);
  if (end_within(children, grace_seconds * 1000, second_event)) return;
  signal_all(children, SIGTERM);
  if (wait_for(second_event, 0) && end_within(children, 1000)) return;
  signal_all(children, SIGKILL);
  for (Child* child : children) child->wait();
}

void wait_for_any(std::vector<pollfd>& polls, int milliseconds) {
  polls.push_back({interrupt_event, POLLIN, 0});
  const int ready = ::poll(polls.data(), polls.size(), milliseconds);
  if (ready < 0 && errno != EINTR) throw SystemError("wait for", "a process", errno);
  if (ready < 0) {
    for (pollfd& poll : polls) poll.revents = 0;
  }
  polls.pop_back();
}

bool has_ended(const Child& child, int milliseconds, int other) {
  pollfd polls[] = {{child.pidfd(), POLLIN, 0}, {interrupt_event, POLLIN, 0}, {other, POLLIN, 0}};
  if (::poll(polls, 3, milliseconds) < 0) {
    if (errno != EINTR) throw SystemError("wait for", "a process", errno);
    return false;
  }
  return polls[0].revents != 0 || polls[1].revents != 0;
}

ProcessStatus wait_interruptibly(Child& child, int grace_seconds) {
  pollfd polls[] = {{child.pidfd(), POLLIN, 0}, {interrupt_event, POLLIN, 0}};
  while (polls[0].revents == 0) {
    if (::poll(polls, 2, -1) < 0) {
      if (errno != EINTR) throw SystemError("wait for", "a process", errno);
      polls[0].revents = polls[1].revents = 0;
    }
    if (polls[1].revents != 0) {
      end_in_order({&child}, grace_seconds);
      return child.wait();
    }
  }
  return child.wait();
}

bool wait_interruptibly(int fd) {
  pollfd polls[] = {{fd, POLLIN, 0}, {interrupt_event, POLLIN, 0}};
  for (;;) {
    const int ready = ::poll(polls, 2, -1);
    if (ready > 0) return polls[1].revents == 0;
    if (ready < 0 && errno != EINTR) throw SystemError("wait for", "another process", errno);
  }
}

}  // namespace accel
