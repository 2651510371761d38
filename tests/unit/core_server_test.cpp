// SPDX-License-Identifier: Apache-2.0
// Cores that several connections share, all in this process: nothing happens between two calls of
// serve().
#include "base/core_server.h"
#include "base/cores.h"
#include "base/file.h"
#include "base/process.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>

namespace accel {
namespace {

bool is_readable(int fd) {
  pollfd ready{fd, POLLIN, 0};
  return ::poll(&ready, 1, 0) == 1;
}

class CoreServerTest : public ::testing::Test {
 protected:
  Cores open() { return {open_core_connection(server.control()), 0}; }
  Fd open_raw() { return open_core_connection(server.control()); }
  void serve() {
    while (is_readable(server.fd())) server.serve();
  }
  int held(Cores& cores) {
    serve();
    if (cores.fd() >= 0) cores.receive();
    return cores.held();
  }
  static void send(const Fd& socket, const std::string& bytes) {
    ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  /// How many cores are free.
  int count_free() {
    serve();
    int count = 0;
    while (pool.try_take()) ++count;
    for (int i = 0; i < count; ++i) pool.give_back();
    return count;
  }

  CorePool pool{3, CoresOfMake()};
  CoreServer server{pool};
};

TEST_F(CoreServerTest, GivesCoresUntilNoneIsFree) {
  Cores a = open();
  Cores b = open();
  for (int i = 0; i < 2; ++i) a.request();
  for (int i = 0; i < 2; ++i) b.request();
  EXPECT_EQ(a.held(), 0);
  EXPECT_EQ(held(a), 2);
  EXPECT_EQ(held(b), 1);
  EXPECT_EQ(b.requested(), 1);
}

TEST_F(CoreServerTest, ServesRequestsInTheirOrderOverAllConnections) {
  Cores all = open();
  for (int i = 0; i < 3; ++i) all.request();
  EXPECT_EQ(held(all), 3);
  Cores a = open();
  Cores b = open();
  b.request();
  serve();
  a.request();
  serve();
  b.request();
  serve();
  all.give_back();
  EXPECT_EQ(held(b), 1);
  EXPECT_EQ(held(a), 0);
  all.give_back();
  EXPECT_EQ(held(a), 1);
  EXPECT_EQ(held(b), 1);
  all.give_back();
  EXPECT_EQ(held(b), 2);
}

TEST_F(CoreServerTest, LetsNobodyWaitForAllRequestsOfAnother) {
  Cores a = open();
  Cores b = open();
  for (int i = 0; i < 3; ++i) a.request();
  serve();
  Cores c = open();
  for (int i = 0; i < 3; ++i) b.request();
  serve();
  c.request();
  serve();
  a.receive();
  a.give_back();
  EXPECT_EQ(held(b), 1);
  a.give_back();
  EXPECT_EQ(held(c), 1);
  EXPECT_EQ(held(b), 1);
}

TEST_F(CoreServerTest, ServesOthersBeforeAConnectionThatGivesBackAndRequestsAgain) {
  Cores a = open();
  Cores b = open();
  for (int i = 0; i < 3; ++i) a.request();
  EXPECT_EQ(held(a), 3);
  b.request();
  serve();
  a.give_back();
  a.request();
  EXPECT_EQ(held(a), 2);
  EXPECT_EQ(held(b), 1);
  b.give_back();
  EXPECT_EQ(held(a), 3);
}

TEST_F(CoreServerTest, TakesBackWhatAClosedConnectionHeldAndRequested) {
  Cores b = open();
  {
    Cores a = open();
    for (int i = 0; i < 3; ++i) a.request();
    EXPECT_EQ(held(a), 3);
    b.request();
    EXPECT_EQ(held(b), 0);
    Cores waiting = open();
    waiting.request();
    serve();
  }
  EXPECT_EQ(held(b), 1);
  EXPECT_EQ(count_free(), 2);
}

TEST_F(CoreServerTest, TakesBackWhatADeadProcessHeld) {
  Fd connection = open_raw();
  const int flags = ::fcntl(connection.get(), F_SETFD, 0);
  ASSERT_EQ(flags, 0);
  send(connection, "rr");
  EXPECT_EQ(count_free(), 1);
  SpawnRequest request;
  request.arguments = {"sleep", "1000"};
  request.keep = {connection.get()};
  Child child = spawn(request);
  connection.reset();
  EXPECT_EQ(count_free(), 1);
  child.signal(SIGKILL);
  child.wait();
  EXPECT_EQ(count_free(), 3);
}

TEST_F(CoreServerTest, TakesBackWhatAShutDownConnectionHeldEvenIfACopyIsOpen) {
  const Fd connection = open_raw();
  const Fd copy(::fcntl(connection.get(), F_DUPFD_CLOEXEC, 0));
  send(connection, "rr");
  EXPECT_EQ(count_free(), 1);
  ::shutdown(connection.get(), SHUT_RDWR);
  EXPECT_EQ(count_free(), 3);
}

TEST_F(CoreServerTest, VoidsWhatItGrantedBeforeItReadThatOneIsKept) {
  Cores a = open();
  Cores b = open();
  a.request();
  EXPECT_EQ(held(a), 1);
  a.request();
  serve();  // grants one more, which `a` does not see before it keeps one
  a.request();
  a.keep_one();
  a.receive();
  EXPECT_EQ(a.held(), 1);
  for (int i = 0; i < 2; ++i) b.request();
  EXPECT_EQ(held(b), 2);
  EXPECT_EQ(held(a), 1);
  a.request();
  EXPECT_EQ(held(a), 1);
  b.give_back();
  EXPECT_EQ(held(a), 2);
}

TEST_F(CoreServerTest, KeepsNothingForAConnectionThatHasNothing) {
  const Fd raw = open_raw();
  send(raw, "k");
  EXPECT_EQ(count_free(), 3);
  std::array<char, 8> answer{};
  EXPECT_EQ(::recv(raw.get(), answer.data(), answer.size(), MSG_DONTWAIT), 1);
  EXPECT_EQ(answer[0], core_message::kKept);
}

TEST_F(CoreServerTest, ClosesConnectionsThatSendNonsense) {
  for (const char* bytes : {"x", "g", "rgg", "kg", "r\xff", "rrr0"}) {
    const Fd raw = open_raw();
    send(raw, bytes);
    EXPECT_EQ(count_free(), 3) << bytes;
    char rest[100];
    while (::recv(raw.get(), rest, sizeof rest, MSG_DONTWAIT) > 0) continue;
    EXPECT_EQ(::recv(raw.get(), rest, sizeof rest, MSG_DONTWAIT), 0) << bytes;
  }
}

TEST_F(CoreServerTest, GivesNoMoreCoresThanThereAreForThousandsOfRequests) {
  const Fd raw = open_raw();
  Cores b = open();
  for (int i = 0; i < 100; ++i) {
    send(raw, std::string(100, core_message::kRequest));
    serve();
  }
  b.request();
  EXPECT_EQ(held(b), 0);
  send(raw, "g");
  EXPECT_EQ(held(b), 1);
  EXPECT_EQ(count_free(), 0);
}

TEST_F(CoreServerTest, DoesNotWaitForAProcessThatReadsNoAnswers) {
  const Fd raw = open_raw();
  send(raw, "r");
  bool is_open = true;
  for (int i = 0; is_open && i < 100'000; ++i) {
    is_open = ::send(raw.get(), "kkkk", 4, MSG_NOSIGNAL | MSG_DONTWAIT) == 4;
    serve();
  }
  EXPECT_FALSE(is_open);
  EXPECT_EQ(count_free(), 3);
}

TEST_F(CoreServerTest, IgnoresWhatItCannotUseAsAConnection) {
  ::send(server.control(), "x", 1, 0);
  serve();
  Cores a = open();
  a.request();
  EXPECT_EQ(held(a), 1);
}

TEST_F(CoreServerTest, WakesItsProcessOnlyWhenSomethingIsToBeDone) {
  Cores a = open();
  EXPECT_TRUE(is_readable(server.fd()));
  serve();
  EXPECT_FALSE(is_readable(server.fd()));
  for (int i = 0; i < 3; ++i) a.request();
  serve();
  Cores b = open();
  b.request();
  serve();  // returns: a request that waits does not wake it
}

TEST_F(CoreServerTest, LetsAProcessWaitForItsFirstCore) {
  Cores all = open();
  for (int i = 0; i < 3; ++i) all.request();
  EXPECT_EQ(held(all), 3);
  Fd taken;
  std::atomic<bool> has_core = false;
  std::thread waiting([&] {
    taken = take_core(server.control());
    has_core = true;
  });
  pollfd ready{server.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&ready, 1, -1), 1);  // it has opened its connection
  all.give_back();
  while (!has_core) serve();
  waiting.join();
  EXPECT_TRUE(taken.is_open());
  EXPECT_EQ(count_free(), 0);
  taken.reset();
  EXPECT_EQ(count_free(), 1);
}

TEST(CoreServerOfMake, WaitsForCoresOfMakeOnlyWhileSomebodyNeedsThem) {
  int fds[2];
  ASSERT_EQ(::pipe(fds), 0);
  const Fd read(fds[0]);
  const Fd write(fds[1]);
  CoresOfMake cores;
  cores.jobserver =
      MakeJobserver::find(std::to_string(fds[0]) + "," + std::to_string(fds[1]), cores.problem);
  ASSERT_TRUE(cores.jobserver);
  CorePool pool(3, std::move(cores));
  CoreServer server(pool);
  const auto serve = [&] {
    while (is_readable(server.fd())) server.serve();
  };
  Cores a(open_core_connection(server.control()), 0);
  a.request();
  serve();
  ASSERT_EQ(::write(fds[1], "t", 1), 1);
  EXPECT_FALSE(is_readable(server.fd()));  // nobody needs it
  a.request();
  a.request();
  serve();
  a.receive();
  EXPECT_EQ(a.held(), 2);
  EXPECT_FALSE(is_readable(read.get()));
  ASSERT_EQ(::write(fds[1], "u", 1), 1);
  EXPECT_TRUE(is_readable(server.fd()));
  serve();
  a.receive();
  EXPECT_EQ(a.held(), 3);
  a.request();
  serve();
  ASSERT_EQ(::write(fds[1], "v", 1), 1);
  EXPECT_FALSE(is_readable(server.fd()));  // the build may use no more
}

}  // namespace
}  // namespace accel
