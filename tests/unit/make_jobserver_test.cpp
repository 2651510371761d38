// SPDX-License-Identifier: Apache-2.0
// The cores that make gives, through pipes and MAKEFLAGS that these tests set up.
#include "base/core_pool.h"
#include "base/file.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace accel {
namespace {

struct MakePipe {
  MakePipe() {
    int fds[2];
    EXPECT_EQ(::pipe(fds), 0);
    read = Fd(fds[0]);
    write = Fd(fds[1]);
  }
  void put(const std::string& cores) const {
    EXPECT_EQ(::write(write.get(), cores.data(), cores.size()), static_cast<ssize_t>(cores.size()));
  }
  /// Empties the pipe, and returns what was in it.
  std::string contents() const {
    std::string text(100, '\0');
    const Fd own(::open(("/proc/self/fd/" + std::to_string(read.get())).c_str(),
                        O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    const ssize_t size = ::read(own.get(), text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
  std::string auth() const {
    return std::to_string(read.get()) + "," + std::to_string(write.get());
  }
  Fd read, write;
};

CoresOfMake cores_by(const std::string& makeflags) {
  ::setenv("MAKEFLAGS", makeflags.c_str(), 1);
  return take_cores_of_make();
}

std::string problem_of(const std::string& auth) {
  const CoresOfMake cores = cores_by("-j4 --jobserver-auth=" + auth);
  EXPECT_FALSE(cores.jobserver) << auth;
  return cores.problem;
}

int take_all(CorePool& pool) {
  int count = 0;
  while (pool.try_take()) ++count;
  return count;
}

TEST(Makeflags, NameTheJobserverInTheLastWordAboutIt) {
  EXPECT_EQ(find_jobserver_auth(""), std::nullopt);
  EXPECT_EQ(find_jobserver_auth("kw -j4 -- A=--jobserver-auth=3,4"), std::nullopt);
  EXPECT_EQ(find_jobserver_auth("kw -- --jobserver-auth=3,4"), std::nullopt);
  EXPECT_EQ(find_jobserver_auth(" -j4 --jobserver-auth=3,4"), "3,4");
  EXPECT_EQ(find_jobserver_auth("w --jobserver-fds=5,6 -j"), "5,6");
  EXPECT_EQ(find_jobserver_auth("--jobserver-auth=3,4 --jobserver-auth=fifo:/tmp/x -- A=1"),
            "fifo:/tmp/x");
}

TEST(Makeflags, KeepAllElseWithoutTheJobserver) {
  EXPECT_EQ(without_jobserver("kw -j4 --jobserver-fds=3,4 --jobserver-auth=3,4 -- A=1 -j"),
            "kw -- A=1 -j");
  EXPECT_EQ(without_jobserver("-Oline --no-print-directory"), "-Oline --no-print-directory");
  EXPECT_EQ(without_jobserver("-j2 --jobserver-auth=fifo:/tmp/x"), "");
}

TEST(CoresOfMake, AreNoneWithoutAJobserver) {
  ::unsetenv("MAKEFLAGS");
  CorePool alone(3, take_cores_of_make());
  EXPECT_EQ(take_all(alone), 3);
  EXPECT_EQ(alone.fd(), -1);
  CorePool flags(3, cores_by("k -j4"));
  EXPECT_EQ(take_all(flags), 3);
  EXPECT_STREQ(std::getenv("MAKEFLAGS"), "k -j4");
}

TEST(CoresOfMake, AreTheOneOfTheProcessAndAllInThePipe) {
  const MakePipe make;
  make.put("ab");
  CorePool pool(8, cores_by("k -j3 --jobserver-auth=" + make.auth()));
  EXPECT_STREQ(std::getenv("MAKEFLAGS"), "k");
  EXPECT_EQ(take_all(pool), 3);
  EXPECT_EQ(make.contents(), "");
  make.put("c");
  EXPECT_TRUE(pool.try_take());
  EXPECT_FALSE(pool.try_take());
}

TEST(CoresOfMake, GoBackUnchangedBeforeTheOneOfTheProcess) {
  const MakePipe make;
  make.put("ab");
  CorePool pool(8, cores_by("-j --jobserver-auth=" + make.auth()));
  EXPECT_EQ(take_all(pool), 3);
  pool.give_back();
  pool.give_back();
  EXPECT_EQ(make.contents(), "ba");
  pool.give_back();
  EXPECT_EQ(make.contents(), "");
  EXPECT_EQ(take_all(pool), 1);
}

TEST(CoresOfMake, AllGoBackAtTheEnd) {
  const MakePipe make;
  make.put("xyz");
  {
    CorePool pool(3, cores_by("-j --jobserver-auth=" + make.auth()));
    EXPECT_EQ(take_all(pool), 3);
  }
  EXPECT_EQ(make.contents(), "zxy");
}

TEST(CoresOfMake, AreNotMoreThanTheBuildMayUse) {
  const MakePipe make;
  make.put("abcd");
  CorePool pool(2, cores_by("-j --jobserver-auth=" + make.auth()));
  EXPECT_GE(pool.fd(), 0);
  EXPECT_EQ(take_all(pool), 2);
  EXPECT_EQ(pool.fd(), -1);
  EXPECT_EQ(make.contents(), "bcd");
}

TEST(CoresOfMake, LeaveTheFlagsThatMakeAndItsChildrenShare) {
  const MakePipe make;
  const CorePool pool(2, cores_by("--jobserver-auth=" + make.auth()));
  for (const Fd* fd : {&make.read, &make.write}) {
    EXPECT_EQ(::fcntl(fd->get(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_EQ(::fcntl(fd->get(), F_GETFD), FD_CLOEXEC);
  }
}

TEST(CoresOfMake, ComeThroughANamedPipe) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/fifo";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const Fd make(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  ASSERT_EQ(::write(make.get(), "q", 1), 1);
  {
    CorePool pool(8, cores_by("-j2 --jobserver-auth=fifo:" + path));
    EXPECT_EQ(take_all(pool), 2);
  }
  char core = 0;
  EXPECT_EQ(::read(make.get(), &core, 1), 1);
  EXPECT_EQ(core, 'q');
}

TEST(CoresOfMake, LeaveOneCoreIfTheyCannotBeUsed) {
  CorePool pool(8, cores_by("--jobserver-auth=-2,-2"));
  EXPECT_EQ(take_all(pool), 1);
  pool.give_back();
  EXPECT_EQ(take_all(pool), 1);
  EXPECT_EQ(pool.fd(), -1);
}

TEST(CoresOfMake, CannotBeUsedIfTheDescriptorsAreNotAPipe) {
  EXPECT_EQ(problem_of("-2,-2"), "make did not pass them on");
  EXPECT_EQ(problem_of("900,901"), "MAKEFLAGS names descriptor 900, which is closed");
  const MakePipe one, two;
  const std::string read = std::to_string(one.read.get());
  const std::string write = std::to_string(two.write.get());
  EXPECT_EQ(problem_of(read + ",901"), "MAKEFLAGS names descriptor 901, which is closed");
  EXPECT_EQ(problem_of(read + "," + write), "MAKEFLAGS names descriptors " + read + " and " +
                                                write + ", which belong to different pipes");
  const Fd file(::open("/dev/null", O_RDWR | O_CLOEXEC));
  const std::string null = std::to_string(file.get());
  EXPECT_EQ(problem_of(null + "," + null),
            "MAKEFLAGS names descriptor " + null + ", which is not a pipe");
  for (const char* auth : {"", "3", "3,", ",4", "3,4,5", "three,four", "99999999999,4", "3, 4"}) {
    EXPECT_NE(problem_of(auth), "") << auth;
  }
}

TEST(CoresOfMake, CannotBeUsedIfThePathIsNotAPipeOfMake) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/fifo";
  EXPECT_EQ(problem_of("fifo:" + path), SystemError("open", path, ENOENT).message());
  write_file(path, "xx");
  EXPECT_EQ(problem_of("fifo:" + path), "MAKEFLAGS names " + path + ", which is not a pipe");
  EXPECT_EQ(read_file(path), "xx");
  remove_file(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(problem_of("fifo:" + path), "MAKEFLAGS names " + path + ", but make has ended");
}

}  // namespace
}  // namespace accel
