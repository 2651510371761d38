// SPDX-License-Identifier: Apache-2.0
// Faults in a job, from its first phase to its commit.
#include "faults.h"
#include "whole_job.h"

#include <gtest/gtest.h>

namespace accel::faults {
namespace {

template <int slices>
class JobWorld : public World {
 public:
  std::string folder() const override { return job_.workdir(); }
  void run() override { last_ = job_.run(); }
  void look() const override { job_.expect_jobs_whole(); }
  void look_done() const override {
    const std::vector<std::string> finished = job_.expect_jobs_whole();
    ASSERT_FALSE(finished.empty());
    EXPECT_EQ(finished.back(), last_);
    static const std::string expected = job_.bytes_of(JobFixture(slices).run());
    for (const std::string& path : finished) EXPECT_EQ(job_.bytes_of(path), expected);
  }
  bool names_something(const std::string& message) const override {
    return World::names_something(message) || message.find("'.'") != std::string::npos;
  }

 private:
  JobFixture job_{slices};
  std::string last_;
};

/// A job that was killed when two of its three slices were finished.
std::unique_ptr<World> make_cut_short() {
  auto world = make<JobWorld<3>>();
  die_behind_file(*world, "/slices/1.json");
  return world;
}

TEST(JobFaults, AJobOfFewFilesIsWholeOrUnfinishedWhicheverCallFails) {
  sweep_failures(make<JobWorld<1>>, {150});
}
TEST(JobFaults, AJobOfFewFilesIsWholeOrUnfinishedWhereverItDies) {
  sweep_deaths(make<JobWorld<1>>, {150});
}
TEST(JobFaults, AJobOfManyFilesIsWholeOrUnfinishedWhicheverCallFails) {
  sweep_failures(make<JobWorld<3>>, {180});
}
TEST(JobFaults, AJobOfManyFilesIsWholeOrUnfinishedWhereverItDies) {
  sweep_deaths(make<JobWorld<3>>, {180});
  EXPECT_GT(JobFixture::kept_slices, 180U) << "jobs that were cut short do not go on";
}
TEST(JobFaults, AJobGoesOnWhicheverCallFails) {
  sweep_failures(make_cut_short, {300, false});
  EXPECT_GT(JobFixture::kept_slices, 180U);
}
TEST(JobFaults, AJobGoesOnWhereverItDies) {
  sweep_deaths(make_cut_short, {300});
  EXPECT_GT(JobFixture::kept_slices, 180U);
}
TEST(JobFaults, InterruptedCallsAreMadeAgain) { expect_interruptions_unseen(make<JobWorld<3>>); }

}  // namespace
}  // namespace accel::faults
