// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "job/job_id.h"
#include "job/store.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

class JobStore : public ::testing::Test {
 protected:
  void finish(const Store& store, const std::string& id, const std::string& key_text) {
    write_file(store.job_path(id) + "/key.txt", key_text);
    write_file(store.job_path(id) + "/post.json", "{}");
    store.note_started(digest_of(key_text), id);
  }
  TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/dev";
};

TEST_F(JobStore, CountsUpAndNeverGivesANumberTwice) {
  const Store store(path_);
  EXPECT_EQ(store.allocate(), "dev-0");
  EXPECT_EQ(store.allocate(), "dev-1");
  remove_tree(store.job_path("dev-1"));
  EXPECT_EQ(Store(path_).allocate(), "dev-2");
}

TEST_F(JobStore, GoesOnAfterTheLargestNumberWhenTheCounterIsLostOrDamaged) {
  const Store store(path_);
  for (int i = 0; i < 12; ++i) store.allocate();
  remove_file(path_ + "/.next");
  EXPECT_EQ(store.allocate(), "dev-12");
  write_file(path_ + "/.next", "nonsense");
  EXPECT_EQ(store.allocate(), "dev-13");
}

TEST_F(JobStore, DoesNotGiveTheNumberOfADeletedJobWhenTheCounterIsLostAsWell) {
  const Store store(path_);
  store.allocate();
  finish(store, store.allocate(), "the key");
  remove_tree(store.job_path("dev-1"));
  remove_file(path_ + "/.next");
  EXPECT_EQ(store.allocate(), "dev-2");
}

TEST_F(JobStore, ListsJobsByNumberAndNothingElse) {
  const Store store(path_);
  for (int i = 0; i < 11; ++i) store.allocate();
  make_folder(path_ + "/other-1");
  make_folder(path_ + "/dev-x");
  EXPECT_EQ(store.list().size(), 11U);
  EXPECT_EQ(store.list().back(), "dev-10");
}

TEST_F(JobStore, FindsAJobByItsKey) {
  const Store store(path_);
  const std::string id = store.allocate();
  finish(store, id, "the key");
  EXPECT_EQ(store.find(digest_of("the key")), id);
  EXPECT_FALSE(store.find(digest_of("another")));
  store.note_started(digest_of("the key"), "dev-7");
  EXPECT_EQ(store.find(digest_of("the key")), "dev-7");
}

TEST_F(JobStore, MakesALostIndexAnewFromTheJobs) {
  finish(Store(path_), Store(path_).allocate(), "the key");
  remove_tree(path_ + "/.index");
  EXPECT_EQ(Store(path_).find(digest_of("the key")), "dev-0");
}

TEST_F(JobStore, PointsLatestToTheNewestFinishedJob) {
  const Store store(path_);
  for (int i = 0; i < 3; ++i) finish(store, store.allocate(), std::to_string(i));
  note_latest(store.job_path("dev-1"), "m");
  EXPECT_EQ(store.find_latest("m"), "dev-1");
  note_latest(store.job_path("dev-2"), "m");
  note_latest(store.job_path("dev-0"), "m");
  EXPECT_EQ(store.find_latest("m"), "dev-2");
}

TEST(JobId, IsAWorkdirAndANumber) {
  EXPECT_EQ(find_job_id("my-dir-12")->workdir, "my-dir");
  EXPECT_EQ(find_job_id("my-dir-12")->number, 12U);
  for (const char* text : {"", "dev", "dev-", "-4", "dev-x", "dev-04", "dev-4x", "dev--"}) {
    EXPECT_FALSE(find_job_id(text)) << text;
  }
}

TEST(JobId, OfAnUnknownWorkdirIsAnError) {
  Workdirs workdirs;
  workdirs.add("dev", "/w/dev");
  EXPECT_EQ(workdirs.job_path("dev-4"), "/w/dev/dev-4");
  EXPECT_THROW(workdirs.job_path("other-4"), Error);
  EXPECT_THROW(workdirs.job_path("nonsense"), Error);
  EXPECT_EQ(workdirs.find_job_path("dev-4"), "/w/dev/dev-4");
  EXPECT_FALSE(workdirs.find_job_path("other-4"));
  EXPECT_FALSE(workdirs.find_job_path("nonsense"));
}

}  // namespace
}  // namespace accel
