// SPDX-License-Identifier: Apache-2.0
#include "base/interrupt.h"

#include "base/core_pool.h"
#include "shell_request.h"

#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace accel {
namespace {

// Each test runs in a process of its own, as an interrupt is remembered until a process ends.

void expect(bool is_so) {
  if (!is_so) std::_Exit(1);
}

/// The signals find the waiting thread: this one does not take them.
[[noreturn]] void run_program_that_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGUSR1, &action, nullptr);
  watch_interrupts();
  const EndProgramsOnInterrupt end_programs;
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  const ProgramOutput ended = run_captured(
      shell("for i in 1 2 3 4 5 6 7 8; do kill -USR1 $PPID; sleep 0.02; done; echo done"));
  expect(ended.status.ok() && ended.out == "done\n");
  std::_Exit(0);
}

TEST(InterruptDeathTest, OtherSignalsEndNoProgram) {
  EXPECT_EXIT(run_program_that_signals(), ::testing::ExitedWithCode(0), "");
}

[[noreturn]] void interrupt_beside_a_job() {
  watch_interrupts();
  Child job = spawn(shell("exec sleep 1000"));
  const EndProgramsOnInterrupt end_programs;
  const ProgramOutput first = run_captured(shell("kill -TERM $PPID; exec sleep 1000"));
  const bool has_come = is_interrupted();
  const ProgramOutput next = run_captured(shell("exec sleep 1000"));
  const bool is_left = !job.try_wait();
  job.signal(SIGKILL);  // it would keep the pipes of this test open
  expect(first.status.signal == SIGKILL);
  expect(has_come);
  expect(next.status.signal == SIGKILL);
  expect(is_left);
  std::_Exit(0);
}

TEST(InterruptDeathTest, EndsProgramsThatAreCapturedAndNoOtherChild) {
  EXPECT_EXIT(interrupt_beside_a_job(), ::testing::ExitedWithCode(0), "");
}

[[noreturn]] void interrupt_what_waits() {
  watch_interrupts();
  CorePool cores(1, CoresOfMake());
  cores.take();
  const Fd never(::eventfd(0, EFD_CLOEXEC));
  std::raise(SIGTERM);
  expect(!wait_interruptibly(never.get()));
  try {
    cores.take();
    std::_Exit(1);
  } catch (const Interrupted&) {
    std::_Exit(0);
  }
}

TEST(InterruptDeathTest, EndsTheWaitForACore) {
  EXPECT_EXIT(interrupt_what_waits(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace accel
