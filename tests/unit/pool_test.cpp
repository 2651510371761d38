// SPDX-License-Identifier: Apache-2.0
// The pool, with slices that run nowhere.
#include "run/pool.h"

#include "base/core_server.h"

#include <gtest/gtest.h>

#include <sys/eventfd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace accel {
namespace {

constexpr const char* kLate = "took longer than row_timeout, 0.02 s";

/// Remembers what the pool requested. A slice ends when it is started, unless a test says
/// otherwise.
class FakeSlices : public SliceRunner {
 public:
  bool start(const Share& share, const SkippedRows& skipped) override {
    const int slice = share.slice;
    EXPECT_FALSE(running_.contains(slice)) << "slice " << slice << " runs already";
    if (running_.size() == room) return note("no room for", slice), false;
    note("start", slice);
    skips[slice].push_back(skipped);
    const bool stays = stuck_at.contains(slice) && !skipped.contains(stuck_at[slice]);
    running_.emplace(slice, Fd(::eventfd(stays || held.contains(slice) ? 0 : 1, EFD_CLOEXEC)));
    most = std::max(most, running_.size());
    if (on_start) on_start(slice);
    return true;
  }
  int descriptor(const Share& share) const override {
    if (before_wait) before_wait();
    return running_.at(share.slice).get();
  }
  SliceEnd finish(const Share& share) override {
    const int slice = share.slice;
    note("finish", slice);
    running_.erase(slice);
    for (const MapRow row : crashing_at[slice]) {
      if (!skips[slice].back().contains(row)) return Crash{row, "the worker died"};
    }
    if (!failing.contains(slice)) return {};
    return row_failure(share, 2, "", "failed");
  }
  MapRow row(const Share& share) const override {
    const int slice = share.slice;
    const auto found = stuck_at.find(slice);
    return found == stuck_at.end() ? MapRow() : found->second;
  }
  void stop(const Share& share) override {
    const int slice = share.slice;
    note("stop", slice);
    EXPECT_EQ(running_.erase(slice), 1U);
  }
  void stop_all() override {
    log.emplace_back("stop all");
    running_.clear();
  }

  /// Ends, with success, a slice that stays.
  void end(int slice) const { ::eventfd_write(running_.at(slice).get(), 1); }

  std::function<void(int slice)> on_start;
  std::function<void()> before_wait;
  std::size_t room = 1000;         ///< slices that the system lets run at once
  std::set<int> held;              ///< slices that do not end by themselves
  std::set<int> failing;           ///< slices that fail when they end
  std::map<int, MapRow> stuck_at;  ///< slices that stay at this row, until it is skipped
  std::map<int, std::vector<MapRow>> crashing_at;  ///< likewise, crash, when they end
  std::vector<std::string> log;
  std::map<int, std::vector<SkippedRows>> skips;  ///< by slice, one for each start
  std::size_t most = 0;                           ///< slices that ran at once

 private:
  void note(const std::string& what, int slice) {
    log.push_back(what + " " + std::to_string(slice));
  }
  std::map<int, Fd> running_;
};

struct PoolTest : ::testing::Test {
  PoolTest() {
    setup.task.method = "shrink";
    setup.job = "dev-4";
    setup.limits.slices = 3;
    setup.limits.stalled_after = 0;
  }

  std::optional<Failure> run() { return run(slices); }
  std::optional<Failure> run(SliceRunner& runner) {
    const auto row_name = [](int, std::int64_t row) { return std::to_string(row) + ".jpg"; };
    const auto notify = [&](const std::string& text) {
      notices.push_back(text);
      if (notices.size() == 3) slices.end(0);
    };
    const auto row_count = [&] { return rows; };
    std::vector<Share> shares = whole_slices(setup.limits.slices);
    std::erase_if(shares, [&](const Share& share) { return kept.contains(share.slice); });
    return run_slices({setup, shares, row_name, row_count, notify, cores}, runner);
  }
  std::size_t count(const std::string& entry) const {
    return static_cast<std::size_t>(std::ranges::count(slices.log, entry));
  }

  JobSetup setup;
  std::set<int> kept;
  std::uint64_t rows = 300;
  Cores cores;
  FakeSlices slices;
  std::vector<std::string> notices;
};

using Log = std::vector<std::string>;

TEST_F(PoolTest, RunsSlicesOneAfterAnotherInOrder) {
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, (Log{"start 0", "finish 0", "start 1", "finish 1", "start 2", "finish 2"}));
}

TEST_F(PoolTest, RunsAsManySlicesAtOnceAsTheJobMay) {
  setup.limits.slices = 10;
  setup.limits.concurrency = 4;
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.most, 4U);
  EXPECT_EQ(slices.skips.size(), 10U);
}

TEST_F(PoolTest, DoesNotRunKeptSlices) {
  kept = {0, 2};
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, (Log{"start 1", "finish 1"}));
  kept = {0, 1, 2};
  slices.log.clear();
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, Log());
}

TEST_F(PoolTest, StopsAllWhenASliceFails) {
  setup.limits.slices = 5;
  setup.limits.concurrency = 3;
  slices.held = {0, 1};
  slices.failing = {2};
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->slice, 2);
  EXPECT_EQ(failure->what, "failed");
  EXPECT_EQ(slices.log, (Log{"start 0", "start 1", "start 2", "finish 2", "stop all"}));
}

TEST_F(PoolTest, StartsASliceAgainWithoutItsBatchAndThenWithoutTheRowAtFault) {
  const MapRow batch{1, 8, 4}, row{1, 10};
  slices.crashing_at[1] = {batch, row};
  slices.stuck_at[2] = {1, 5, 3};
  setup.limits.row_timeout = 0.02;
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "10.jpg: the worker died") << "a batch is not a bad row";
  slices.skips.clear();
  setup.limits.max_bad = 1;
  EXPECT_FALSE(run());
  ASSERT_EQ(slices.skips[1].size(), 3U);
  EXPECT_TRUE(slices.skips[1][1].contains(batch));
  EXPECT_TRUE(slices.skips[1][2].contains(batch) && slices.skips[1][2].contains(row));
  ASSERT_EQ(slices.skips[2].size(), 2U);
  EXPECT_TRUE(slices.skips[2][1].contains(slices.stuck_at[2]));
}

TEST_F(PoolTest, GoesOnWithFewerSlicesWhenThereIsNoRoomForMore) {
  setup.limits.slices = 6;
  setup.limits.concurrency = 4;
  slices.room = 2;
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.skips.size(), 6U);
  EXPECT_EQ(count("no room for 2"), 1U) << "it asked again for what it could not have";
  EXPECT_EQ(slices.most, 2U);
}

TEST_F(PoolTest, EndsAJobAtALateRowWhenNoBadRowsAreAllowed) {
  setup.limits.row_timeout = 0.02;
  slices.stuck_at = {{1, {1, 7}}};
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->slice, 1);
  EXPECT_EQ(failure->row, 7);
  EXPECT_EQ(failure->what, "7.jpg: took longer than row_timeout, 0.02 s");
  EXPECT_EQ(slices.log, (Log{"start 0", "finish 0", "start 1", "stop 1", "stop all"}));
}

TEST_F(PoolTest, StartsALateSliceAgainWithoutItsLateRow) {
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 1;
  slices.stuck_at = {{1, {1, 7}}};
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, (Log{"start 0", "finish 0", "start 1", "stop 1", "start 1", "finish 1",
                             "start 2", "finish 2"}));
  EXPECT_EQ(slices.skips[1], (std::vector<SkippedRows>{{}, {{{1, 7}, {kLate, "late"}}}}));
}

TEST_F(PoolTest, CountsLateRowsOfAllSlices) {
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 1;
  slices.stuck_at = {{0, {1, 4}}, {2, {1, 9}}};
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->slice, 2);
  EXPECT_EQ(failure->row, 9);
  EXPECT_EQ(slices.skips[0], (std::vector<SkippedRows>{{}, {{{1, 4}, {kLate, "late"}}}}));
}

TEST_F(PoolTest, AllowsLateRowsWhereAFractionMayBeBad) {
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 0.01;
  slices.stuck_at = {{0, {1, 4}}, {1, {1, 9}}};
  EXPECT_FALSE(run());
}

TEST_F(PoolTest, EndsAJobAtARowThatIsLateTwice) {
  struct Stubborn : FakeSlices {
    bool start(const Share& share, const SkippedRows& skipped) override {
      skipped_ = skipped;
      return FakeSlices::start(share, {});
    }
    SkippedRows skipped_;
  } stubborn;
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 100;
  stubborn.stuck_at = {{0, {1, 4}}};
  const auto failure = run(stubborn);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "4.jpg: took longer than row_timeout, 0.02 s");
  EXPECT_EQ(stubborn.skipped_, (SkippedRows{{{1, 4}, {kLate, "late"}}}));
  EXPECT_EQ(stubborn.log, (Log{"start 0", "stop 0", "start 0", "stop 0", "stop all"}));
}

TEST_F(PoolTest, EndsAJobAtALateRowOfNoMap) {
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 100;
  slices.stuck_at = {{0, {0, 4}}};
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->row, 4);
  EXPECT_EQ(slices.log, (Log{"start 0", "stop 0", "stop all"})) << "nothing would change";
}

TEST_F(PoolTest, StartsASliceAgainWithoutTheRowsItCrashedAt) {
  setup.limits.max_bad = 2;
  slices.crashing_at = {{1, {{1, 7}, {2, 7}}}};
  EXPECT_FALSE(run());
  const SkippedRows first = {{{1, 7}, {"the worker died", "crash"}}};
  const SkippedRows both = {{{1, 7}, {"the worker died", "crash"}},
                            {{2, 7}, {"the worker died", "crash"}}};
  EXPECT_EQ(slices.skips[1], (std::vector<SkippedRows>{{}, first, both}));
  EXPECT_EQ(slices.skips[2], std::vector<SkippedRows>{{}});
}

TEST_F(PoolTest, EndsAJobAtMoreCrashesThanMayBeBad) {
  slices.crashing_at = {{0, {{1, 1}, {1, 2}, {1, 3}, {1, 4}}}};
  for (const Value& max_bad : {Value(3), Value(0.011), Value(0)}) {
    setup.limits.max_bad = max_bad;
    const auto failure = run();
    ASSERT_TRUE(failure);
    const std::int64_t row = max_bad == Value(0) ? 1 : 4;
    EXPECT_EQ(failure->row, row);
    EXPECT_EQ(failure->what, std::to_string(row) + ".jpg: the worker died");
  }
  setup.limits.max_bad = 0.014;
  EXPECT_FALSE(run());
}

TEST_F(PoolTest, CountsCrashesAndLateRowsTogether) {
  setup.limits.row_timeout = 0.02;
  setup.limits.max_bad = 1;
  slices.crashing_at = {{0, {{1, 5}}}};
  slices.stuck_at = {{1, {1, 4}}};
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->slice, 1);
}

TEST_F(PoolTest, EndsAJobAtACrashThatNoRowOfAMapIsAtFaultFor) {
  setup.limits.max_bad = 100;
  for (const MapRow row : {MapRow{0, 4}, MapRow{1, -5}, MapRow{}}) {
    slices.crashing_at = {{0, {row}}};
    EXPECT_TRUE(run());
  }
}

TEST_F(PoolTest, EndsAJobAtTheSecondCrashInARow) {
  struct Stubborn : FakeSlices {
    SliceEnd finish(const Share& share) override {
      FakeSlices::finish(share);
      return Crash{{1, 4}, "the worker died"};
    }
  } stubborn;
  setup.limits.max_bad = 100;
  ASSERT_TRUE(run(stubborn));
  EXPECT_EQ(stubborn.log, (Log{"start 0", "finish 0", "start 0", "finish 0", "stop all"}));
}

TEST_F(PoolTest, DoesNotTakeASliceBetweenRowsForLate) {
  setup.limits.row_timeout = 0.02;
  setup.limits.slices = 2;
  setup.limits.concurrency = 2;
  slices.stuck_at = {{0, {1, -5}},
                     {1, {1, 3}}};  // the second ends the job; the first stays as long
  const auto failure = run();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->slice, 1);
}

TEST_F(PoolTest, SaysWhichRowASliceStaysAt) {
  setup.limits.stalled_after = 0.01;
  slices.stuck_at = {{0, {1, 4}}};
  EXPECT_FALSE(run());
  ASSERT_EQ(notices.size(), 3U);
  for (const std::string& notice : notices) {
    EXPECT_TRUE(notice.starts_with("shrink (dev-4): slice 0 has been at row 4 (4.jpg) for "))
        << notice;
  }
}

/// What a runner throws goes to the caller; whoever owns the runner stops what runs.
TEST_F(PoolTest, PassesOnThatNoSliceCanBeStarted) {
  struct Refusing : FakeSlices {
    bool start(const Share& share, const SkippedRows& skipped) override {
      if (share.slice == 1) throw SystemError("start", "a worker", EAGAIN);
      return FakeSlices::start(share, skipped);
    }
  } refusing;
  EXPECT_THROW(run(refusing), SystemError);
  EXPECT_EQ(refusing.log, (Log{"start 0", "finish 0"}));
}

/// A job that holds one of a build's cores. The server gives cores out whenever the pool waits.
struct SharedCores : PoolTest {
  void share(int count) {
    all.emplace(count, CoresOfMake());
    server.emplace(*all);
    other = Cores(open_core_connection(server->control()), 0);
    cores = Cores(open_core_connection(server->control()), 0);
    cores.request();
    serve();
    cores.receive();
    setup.limits.slices = 4;
    setup.limits.concurrency = 4;
    slices.before_wait = [this] { serve(); };
  }
  void serve() {
    for (int round = 0; round < 3; ++round) server->serve();
    other.receive();
  }

  std::optional<CorePool> all;
  std::optional<CoreServer> server;
  Cores other;  ///< of another job
};

TEST_F(SharedCores, RunsSharesOneAfterAnotherOnOneCore) {
  share(1);
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, (Log{"start 0", "finish 0", "start 1", "finish 1", "start 2", "finish 2",
                             "start 3", "finish 3"}));
  EXPECT_EQ(cores.held(), 1);
}

TEST_F(SharedCores, RunsAsManySharesAtOnceAsThereAreCores) {
  share(3);
  slices.held = {0, 1, 2};
  slices.on_start = [this](int slice) {
    for (int i = 0; slice == 2 && i < 3; ++i) slices.end(i);
  };
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.most, 3U);
  EXPECT_EQ(slices.skips.size(), 4U);
  EXPECT_EQ(cores.held(), 1);
  for (int i = 0; i < 3; ++i) other.request();
  serve();
  EXPECT_EQ(other.held(), 2);
}

TEST_F(SharedCores, GoToAnotherJobAfterAShare) {
  share(2);
  slices.held = {0, 1};
  slices.on_start = [this](int slice) {
    if (slice != 1) return;
    other.request();
    serve();
    EXPECT_EQ(other.held(), 0);
    slices.end(0);
    slices.end(1);
  };
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.log, (Log{"start 0", "start 1", "finish 1", "finish 0", "start 2", "finish 2",
                             "start 3", "finish 3"}));
  EXPECT_EQ(other.held(), 1);
  EXPECT_EQ(cores.held(), 1);
}

TEST_F(SharedCores, AreNotKeptForSharesThatTheSystemHasNoRoomFor) {
  share(4);
  slices.room = 2;
  slices.held = {0, 1};
  slices.before_wait = [this] {
    serve();
    if (slices.log.back() != "no room for 2" || other.requested() > 0) return;
    for (int i = 0; i < 2; ++i) {
      other.request();
      slices.end(i);
    }
  };
  EXPECT_FALSE(run());
  EXPECT_EQ(slices.most, 2U);
  EXPECT_EQ(other.held(), 2);
}

TEST_F(SharedCores, AreGivenBackWhenAShareFails) {
  share(2);
  slices.failing = {1};
  EXPECT_TRUE(run());
  other.request();
  serve();
  EXPECT_EQ(other.held(), 1);
  EXPECT_EQ(cores.held(), 1);
}

}  // namespace
}  // namespace accel
