// SPDX-License-Identifier: Apache-2.0
// Which jobs are deletable: examples, and random workdirs against a few lines that say what must
// stay.
#include "workdir/gc_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace accel {
namespace {

JobRecord job(std::uint64_t number, const std::string& method,
              std::vector<std::string> reads = {}) {
  JobRecord record;
  record.id = "dev-" + std::to_string(number);
  record.number = number;
  record.method = method;
  record.state = JobState::finished;
  record.knows_needs = true;
  record.needs = std::move(reads);
  record.ended = static_cast<std::int64_t>(number);
  return record;
}

std::vector<std::string> ids(const std::vector<Candidate>& candidates) {
  std::vector<std::string> ids;
  for (const Candidate& candidate : candidates) ids.push_back(candidate.job->id);
  return ids;
}
using Ids = std::vector<std::string>;

TEST(GcChoice, IsWhatNewerJobsOfTheSameMethodSupersede) {
  const std::vector<JobRecord> jobs = {job(0, "a"), job(1, "b"), job(2, "a"), job(3, "a")};
  const auto candidates = choose_candidates(jobs, {}, {});
  EXPECT_EQ(ids(candidates), (Ids{"dev-0", "dev-2"}));
  EXPECT_EQ(candidates[0].reason, "superseded by dev-3");
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {.keep = 2})), Ids{"dev-0"});
  EXPECT_EQ(ids(choose_candidates(jobs, {"dev-0"}, {})), Ids{"dev-2"});
}

TEST(GcChoice, KeepsWhatAKeptJobReadsThroughOthers) {
  const std::vector<JobRecord> jobs = {job(0, "a"), job(1, "b", {"dev-0"}), job(2, "c", {"dev-1"}),
                                       job(3, "a"), job(4, "b")};
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {})), Ids{});
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {.keep = 0})),
            (Ids{"dev-2", "dev-1", "dev-0", "dev-3", "dev-4"}));
}

TEST(GcChoice, TakesUnfinishedJobsUnlessTheyRun) {
  std::vector<JobRecord> jobs = {job(0, "a"), job(1, "a"), job(2, "a")};
  jobs[1].state = JobState::failed;
  jobs[2].state = JobState::unfinished;
  jobs[2].is_running = true;
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {})), Ids{"dev-1"});
}

TEST(GcChoice, LeavesTheYoungWithWhatTheyRead) {
  const std::vector<JobRecord> jobs = {job(0, "a"), job(1, "a"), job(2, "b", {"dev-1"}),
                                       job(3, "a"), job(4, "b")};
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {.ended_before = 1})), Ids{"dev-0"});
}

TEST(GcChoice, LeavesAllThatADamagedJobMayRead) {
  std::vector<JobRecord> jobs = {job(0, "a"), job(1, "a"), job(2, "a"), job(3, "a")};
  jobs[1].knows_needs = false;
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {})), Ids{"dev-2"});
}

TEST(GcChoice, LeavesAnUnreadableJobAndAllThatItMayRead) {
  std::vector<JobRecord> jobs = {job(0, "a"), job(1, ""), job(2, "a"), job(3, "a")};
  jobs[1].state = JobState::unreadable;
  jobs[1].knows_needs = false;
  EXPECT_EQ(ids(choose_candidates(jobs, {}, {})), Ids{"dev-2"});
}

/// Random jobs: of few methods, each reading some that were there before it.
struct World {
  explicit World(unsigned seed) : random(seed) {
    for (std::uint64_t i = 0; i < 2 + random() % 12; ++i) {
      JobRecord one = job(i, std::string(1, static_cast<char>('a' + random() % 3)));
      one.ended = static_cast<std::int64_t>(random() % 10);
      if (random() % 4 == 0)
        one.state = random() % 2 == 0 ? JobState::failed : JobState::unfinished;
      one.is_running = one.state != JobState::finished && random() % 2 == 0;
      if (random() % 12 == 0) one.knows_needs = false;
      for (std::uint64_t read = 0; read < i; ++read) {
        if (random() % 5 == 0) one.needs.push_back(jobs[read].id);
      }
      if (random() % 5 == 0) asked.insert(one.id);
      jobs.push_back(std::move(one));
    }
    limits.keep = random() % 3;
    if (random() % 2 == 0) limits.ended_before = random() % 10;
  }

  bool reads(std::size_t reader, std::size_t read) const {
    const auto& list = jobs[reader].needs;
    return std::ranges::find(list, jobs[read].id) != list.end();
  }

  /// The whole of the rule.
  bool must_stay(std::size_t i) const {
    const JobRecord& one = jobs[i];
    if (limits.ended_before && one.ended > *limits.ended_before) return true;
    const bool is_finished = one.state == JobState::finished;
    if (!is_finished && one.is_running) return true;
    if (is_finished && (asked.contains(one.id) || !one.knows_needs)) return true;
    const auto supersedes = [&](const JobRecord& other) {
      return other.number > one.number && other.method == one.method &&
             other.state == JobState::finished;
    };
    if (is_finished && std::ranges::count_if(jobs, supersedes) < static_cast<long>(limits.keep)) {
      return true;
    }
    for (std::size_t reader = i + 1; reader < jobs.size(); ++reader) {
      const bool may_read = jobs[reader].state == JobState::finished && !jobs[reader].knows_needs;
      if ((may_read || reads(reader, i)) && must_stay(reader)) return true;
    }
    return false;
  }

  std::mt19937 random;
  std::vector<JobRecord> jobs;
  std::set<std::string> asked;
  GcLimits limits;
};

TEST(GcChoice, OfRandomWorkdirsIsAllThatNeedNotStay) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const World world(seed);
    Ids wanted;
    for (std::size_t i = 0; i < world.jobs.size(); ++i) {
      if (!world.must_stay(i)) wanted.push_back(world.jobs[i].id);
    }
    Ids chosen = ids(choose_candidates(world.jobs, world.asked, world.limits));
    std::ranges::sort(chosen);
    std::ranges::sort(wanted);
    ASSERT_EQ(chosen, wanted) << "seed " << seed;
  }
}

/// The next is the oldest that is left, or something that reads it, directly or through others.
TEST(GcChoice, OfRandomWorkdirsGoesReadersFirstAndElseByAge) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const World world(seed);
    std::vector<const JobRecord*> left;
    for (const Candidate& one : choose_candidates(world.jobs, world.asked, world.limits)) {
      left.push_back(one.job);
    }
    const auto leads_to = [&](const JobRecord* from, const JobRecord* to) {
      std::set<std::string> reached{from->id};
      for (std::size_t i = world.jobs.size(); i-- > 0;) {
        if (!reached.contains(world.jobs[i].id)) continue;
        reached.insert(world.jobs[i].needs.begin(), world.jobs[i].needs.end());
      }
      return reached.contains(to->id);
    };
    while (!left.empty()) {
      const JobRecord* next = left.front();
      const JobRecord* oldest = *std::ranges::min_element(
          left, {}, [](const JobRecord* one) { return std::pair(one->ended, one->number); });
      ASSERT_TRUE(leads_to(next, oldest)) << "seed " << seed << ": " << next->id;
      left.erase(left.begin());
      for (const JobRecord* other : left) {
        const auto& reads = other->needs;
        ASSERT_EQ(std::ranges::find(reads, next->id), reads.end())
            << "seed " << seed << ": " << next->id << " goes before " << other->id;
      }
    }
  }
}

}  // namespace
}  // namespace accel
