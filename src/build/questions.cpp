// SPDX-License-Identifier: Apache-2.0
#include "build/questions.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/threads.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <csignal>

namespace accel {
namespace {

int event = -1;

void raise(int to) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(to, &one, sizeof one);
}

void note_question(int) {
  const int saved = errno;
  raise(event);
  errno = saved;
}

Fd open_event() {
  Fd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd.is_open()) throw SystemError("open", "an event descriptor", errno);
  return fd;
}

}  // namespace

void watch_questions() {
  event = open_event().release();
  struct sigaction action {};
  action.sa_handler = note_question;
  action.sa_flags = SA_RESTART;  // nothing else is to notice
  ::sigaction(SIGUSR1, &action, nullptr);
#ifdef SIGINFO
  ::sigaction(SIGINFO, &action, nullptr);
#endif
}

int question_event() { return event; }

bool take_question() {
  std::uint64_t count = 0;
  return event >= 0 && sys::retry([&] { return ::read(event, &count, sizeof count); }) > 0;
}

Answering::Answering(std::function<void()> answer)
    : stop_(open_event()), thread_(start_thread([this, answer = std::move(answer)] {
        pollfd polls[] = {{stop_.get(), POLLIN, 0}, {question_event(), POLLIN, 0}};
        while (polls[0].revents == 0) {
          if (::poll(polls, 2, -1) > 0 && polls[1].revents != 0 && take_question()) answer();
        }
      })) {}

Answering::~Answering() {
  raise(stop_.get());
  thread_.join();
}

}  // namespace accel
