// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include "base/file.h"
#include "shell_request.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace accel {
namespace {

ProgramOutput run(const std::string& script) { return run_captured(shell(script)); }

bool is_running(pid_t pid) { return ::kill(pid, 0) == 0; }

/// The first line that the child prints, as a number.
pid_t number_from(int fd) {
  std::string text;
  for (char c = 0; ::read(fd, &c, 1) == 1 && c != '\n';) text += c;
  return static_cast<pid_t>(std::atoi(text.c_str()));
}

TEST(Process, ReportsHowItEnded) {
  EXPECT_EQ(run("exit 3").status.describe(), "exited with status 3");
  EXPECT_EQ(run("kill -SEGV $$").status.describe(), "killed by signal 11 (segmentation fault)");
  EXPECT_EQ(run("kill -KILL $$").status.describe(), "killed by signal 9 (killed)");
  EXPECT_EQ(run("kill -XCPU $$").status.describe(),
            "killed by signal 24 (CPU time limit exceeded)");
  EXPECT_TRUE(run("true").status.ok());
  EXPECT_FALSE(run("kill -TERM $$").status.ok());
}

TEST(Process, ReadsBothPipesHoweverMuchThereIs) {
  const ProgramOutput output =
      run("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero");
  EXPECT_EQ(output.out.size(), 600000U);
  EXPECT_EQ(output.err.size(), 300000U);
}

TEST(Process, HasNothingAsItsInput) { EXPECT_EQ(run("cat; echo end").out, "end\n"); }

TEST(Process, RunsInTheFolderItIsGiven) {
  const TemporaryFolder folder;
  SpawnRequest request = shell("pwd");
  request.folder = folder.path();
  EXPECT_EQ(run_captured(request).out, folder.path() + "\n");
}

TEST(Process, SeesAddedAndReplacedEnvironment) {
  ::setenv("ACCEL_TEST_OLD", "old", 1);
  ::setenv("ACCEL_TEST_KEPT", "kept", 1);
  SpawnRequest request = shell("echo $ACCEL_TEST_OLD $ACCEL_TEST_NEW $ACCEL_TEST_KEPT");
  request.environment = {{"ACCEL_TEST_OLD", "replaced"}, {"ACCEL_TEST_NEW", "a=b"}};
  EXPECT_EQ(run_captured(request).out, "replaced a=b kept\n");
}

TEST(Process, GetsOnlyTheDescriptorsThatAreNamed) {
  const Fd kept = open_file("/dev/null", O_RDONLY);
  const Fd other = open_file("/dev/null", O_RDONLY);
  const auto is_there = [](const Fd& fd) {
    const std::string number = std::to_string(fd.get());
    return "test -e /proc/self/fd/" + number + " && echo " + number + ";";
  };
  SpawnRequest request = shell(is_there(kept) + is_there(other));
  request.keep = {kept.get()};
  EXPECT_EQ(run_captured(request).out, std::to_string(kept.get()) + "\n");
  EXPECT_NE(::fcntl(kept.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(Process, CanSendItsOutputToStandardError) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  SpawnRequest request = shell("echo 1; echo 2 >&2");
  request.out = request.err = writing.get();
  EXPECT_TRUE(spawn(request).wait().ok());
  writing.reset();
  EXPECT_EQ(number_from(reading.get()), 1);
  EXPECT_EQ(number_from(reading.get()), 2);
}

/// The mask of a line of /proc/self/status.
unsigned long long signals_in(const std::string& status, const std::string& line) {
  const auto at = status.find(line);
  return at == std::string::npos ? ~0ULL : std::strtoull(&status[at + line.size()], nullptr, 16);
}
unsigned long long bit(int signal) { return 1ULL << (signal - 1); }

TEST(Process, StartsWithoutBlockedOrIgnoredSignals) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto old_pipe = ::signal(SIGPIPE, SIG_IGN);
  const auto old_interrupt = ::signal(SIGINT, SIG_IGN);
  SpawnRequest request;
  request.arguments = {"cat", "/proc/self/status"};  // a shell may set its own mask
  const std::string status = run_captured(request).out;
  ::signal(SIGINT, old_interrupt);
  ::signal(SIGPIPE, old_pipe);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(signals_in(status, "SigBlk:\t"), 0U);
  EXPECT_EQ(signals_in(status, "SigIgn:\t") & (bit(SIGPIPE) | bit(SIGINT)), 0U);
}

TEST(Process, NamesTheProgramOrFolderThatIsMissing) {
  SpawnRequest request;
  request.arguments = {"no-such-program"};
  try {
    spawn(request);
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_EQ(error.message(), "cannot run 'no-such-program': No such file or directory");
  }
  request.arguments = {"true"};
  request.folder = "/no/such";
  try {
    spawn(request);
    FAIL();
  } catch (const SystemError& error) {
    EXPECT_EQ(error.message(), "cannot enter '/no/such': No such file or directory");
  }
}

TEST(Child, BecomesReadableWhenItEnds) {
  Child child = spawn(shell("exit 4"));
  pollfd polled{child.pidfd(), POLLIN, 0};
  EXPECT_EQ(::poll(&polled, 1, -1), 1);
  EXPECT_EQ(child.try_wait(), (ProcessStatus{4, 0}));
  EXPECT_EQ(child.wait(), (ProcessStatus{4, 0}));
  EXPECT_FALSE(child.is_alive());
}

TEST(Child, SaysNothingWhileItRuns) {
  Child child = spawn(shell("exec sleep 100"));
  EXPECT_EQ(child.try_wait(), std::nullopt);
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait(), (ProcessStatus{0, SIGTERM}));
}

TEST(Child, IsKilledAndReapedWhenItGoesOutOfScope) {
  pid_t pid = -1;
  {
    const Child child = spawn(shell("trap '' TERM; exec sleep 100"));
    pid = child.pid();
    EXPECT_TRUE(is_running(pid));
  }
  EXPECT_FALSE(is_running(pid));  // not even a zombie
}

TEST(Child, CanBeMoved) {
  Child first = spawn(shell("exec sleep 100"));
  const pid_t pid = first.pid();
  Child second = std::move(first);
  EXPECT_FALSE(first.is_alive());  // NOLINT: what a moved-from child is
  EXPECT_EQ(second.pid(), pid);
  EXPECT_TRUE(second.is_alive());
}

TEST(Child, TakesItsGroupWithIt) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  SpawnRequest request = shell("sleep 100 & echo $!; wait");
  request.out = writing.get();
  request.own_group = true;
  Child child = spawn(request);
  writing.reset();
  EXPECT_EQ(::getpgid(child.pid()), child.pid());
  ASSERT_GT(number_from(reading.get()), 1);
  child.signal_group(SIGKILL);
  EXPECT_EQ(child.wait(), (ProcessStatus{0, SIGKILL}));
  char c = 0;
  EXPECT_EQ(::read(reading.get(), &c, 1), 0);  // the grandchild's end of the pipe is closed too
}

TEST(Child, CanBeSpawnedFromSeveralThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&good, i] {
      for (int k = 0; k < 10; ++k) {
        const std::string text = std::to_string(i * 100 + k);
        if (run("echo " + text).out == text + "\n") ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 40);
}

}  // namespace
}  // namespace accel
