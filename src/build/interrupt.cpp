// SPDX-License-Identifier: Apache-2.0
#include "build/interrupt.h"

#include "base/file.h"
#include "base/text.h"

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

int interrupt_event = -1;  // readable once an interrupt came; kept until the process ends

void note_interrupt(int) {
  const std::uint64_t one = 1;
  const int saved = errno;
  [[maybe_unused]] const ssize_t written = ::write(interrupt_event, &one, sizeof one);
  errno = saved;
}

/// Another signal does not cut the time short.
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
  interrupt_event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (interrupt_event < 0) throw SystemError("open", "an event descriptor", errno);
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

bool is_interrupted() { return interrupt_event >= 0 && wait_for(interrupt_event, 0); }

EndChildrenOnInterrupt::EndChildrenOnInterrupt()
    : stop_(::eventfd(0, EFD_CLOEXEC)), thread_([this] {
        pollfd polls[] = {{stop_.get(), POLLIN, 0}, {interrupt_event, POLLIN, 0}};
        while (::poll(polls, 2, -1) < 0 || polls[0].revents == 0) {
          for (const std::string& task : list_folder("/proc/self/task")) {
            const auto children = find_contents("/proc/self/task/" + task + "/children");
            for (const std::string& pid : split(children.value_or(""), ' ')) {
              if (!pid.empty()) ::kill(static_cast<pid_t>(std::stol(pid)), SIGKILL);
            }
          }
          ::usleep(kLookMs * 1000);
        }
      }) {}

EndChildrenOnInterrupt::~EndChildrenOnInterrupt() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(stop_.get(), &one, sizeof one);
  thread_.join();
}

ProcessStatus wait_interruptibly(Child& child, int grace_seconds) {
  pollfd polls[] = {{child.pidfd(), POLLIN, 0}, {interrupt_event, POLLIN, 0}};
  while (polls[0].revents == 0) {
    if (::poll(polls, 2, -1) < 0) {
      if (errno != EINTR) throw SystemError("wait for", "a process", errno);
      polls[0].revents = polls[1].revents = 0;
    }
    if (polls[1].revents != 0) {
      child.signal(SIGTERM);
      if (!wait_for(child.pidfd(), grace_seconds * 1000)) child.signal(SIGKILL);
      return child.wait();
    }
  }
  return child.wait();
}

}  // namespace accel
