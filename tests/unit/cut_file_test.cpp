// SPDX-License-Identifier: Apache-2.0
// What becomes of a process that touches a mapped file which was cut.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/mapping.h"
#include "base/process.h"

namespace accel {
namespace {

constexpr std::size_t kPage = 4096;

class CutFile : public ::testing::Test {
 protected:
  CutFile() { write_file(path(), std::string(4 * kPage, 'x')); }
  std::string path() const { return folder_.path() + "/a\"b\n.arrow"; }
  std::string shown() const { return folder_.path() + "/a\"b\\x0a.arrow"; }
  std::string message() const {
    return shown() + ": the file was truncated, or the disk failed, while it was being read";
  }

  /// How a child ends that does this, and what it says.
  template <class Work>
  ProgramOutput run(Work&& work) const {
    const std::string said = folder_.path() + "/said";
    const pid_t pid = ::fork();
    if (pid == 0) {
      const Fd fd = open_file(said, O_WRONLY | O_CREAT | O_TRUNC);
      ::dup2(fd.get(), STDERR_FILENO);
      ::signal(SIGBUS, SIG_DFL);  // the sanitizer's own
      work();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return {process_status(status), "", read_file(said)};
  }

  /// Cuts the file that is mapped, and touches the mapping at `offset`.
  void cut_and_touch(const Mapping& mapping, std::size_t offset) const {
    if (::truncate(path().c_str(), 10) != 0) ::_exit(99);
    touch(mapping.bytes().data() + offset);
  }
  static void touch(const void* place) {
    [[maybe_unused]] const char byte = *static_cast<const volatile char*>(place);
  }

  TemporaryFolder folder_;
};

TEST_F(CutFile, EndsWhoReadsItWithAnErrorThatNamesIt) {
  const ProgramOutput output = run([&] {
    report_cut_files();
    const Mapping mapping(path());
    cut_and_touch(mapping, 3 * kPage);
  });
  EXPECT_EQ(output.status, (ProcessStatus{1, 0}));
  EXPECT_EQ(output.err, "accel: error: " + message() + "\n");
}

TEST_F(CutFile, EndsWithTheCodeThatIsAskedFor) {
  const ProgramOutput output = run([&] {
    report_cut_files(2);
    const Mapping mapping(path());
    cut_and_touch(mapping, 3 * kPage);
  });
  EXPECT_EQ(output.status, (ProcessStatus{2, 0}));
}

TEST_F(CutFile, IsReportedInMemoryWhereThatIsWanted) {
  void* memory = ::mmap(nullptr, sizeof(CutFileText), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto& text = *static_cast<CutFileText*>(memory);
  const ProgramOutput output = run([&] {
    report_cut_files(2);
    report_cut_files(text);
    const Mapping mapping(path());
    cut_and_touch(mapping, kPage);
  });
  EXPECT_EQ(output.status, (ProcessStatus{1, 0}));
  EXPECT_EQ(output.err, "");
  EXPECT_EQ(std::string(text), message());
  ::munmap(memory, sizeof(CutFileText));
}

TEST_F(CutFile, IsFoundAmongManyThatThreadsMapAndUnmap) {
  const std::string other = folder_.path() + "/other";
  write_file(other, std::string(kPage, 'y'));
  const ProgramOutput output = run([&] {
    report_cut_files();
    std::vector<Mapping> kept;
    for (int i = 0; i < 200; ++i) kept.emplace_back(other);
    Mapping mapping(path());
    for (int i = 0; i < 200; ++i) kept.emplace_back(other);
    const auto come_and_go = [&] {
      for (;;) Mapping here(other);
    };
    std::thread(come_and_go).detach();
    std::thread(come_and_go).detach();
    Mapping moved(std::move(mapping));
    cut_and_touch(moved, kPage);
  });
  EXPECT_EQ(output.status, (ProcessStatus{1, 0}));
  EXPECT_EQ(output.err, "accel: error: " + message() + "\n");
}

TEST_F(CutFile, IsNotBlamedForAnythingElse) {
  const ProcessStatus by_signal{0, SIGBUS};
  EXPECT_EQ(run([&] {
              report_cut_files();
              const Mapping mapping(path());
              ::raise(SIGBUS);
            }).status,
            by_signal);
  EXPECT_EQ(run([&] {  // a mapping that accel knows nothing of
              report_cut_files();
              const Mapping mapping(path());
              const Fd fd = open_file(path(), O_RDONLY);
              void* foreign = ::mmap(nullptr, 4 * kPage, PROT_READ, MAP_SHARED, fd.get(), 0);
              if (::truncate(path().c_str(), 0) != 0) ::_exit(99);
              touch(foreign);
            })
                .status,
            by_signal);
}

TEST_F(CutFile, IsForgottenWhenItIsUnmapped) {
  const ProgramOutput output = run([&] {
    report_cut_files();
    const void* address = nullptr;
    {
      const Mapping mapping(path());
      address = mapping.bytes().data();
    }
    const Fd fd = open_file(path(), O_RDONLY);
    void* foreign = ::mmap(const_cast<void*>(address), 4 * kPage, PROT_READ, MAP_SHARED | MAP_FIXED,
                           fd.get(), 0);
    if (::truncate(path().c_str(), 0) != 0) ::_exit(99);
    touch(foreign);
  });
  EXPECT_EQ(output.status, (ProcessStatus{0, SIGBUS}));
  EXPECT_EQ(output.err, "");
}

}  // namespace
}  // namespace accel
