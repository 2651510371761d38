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

TEST_F(JobStore, FindsAJobByAFurtherKey) {
  const Store store(path_);
  finish(store, store.allocate(), "the key");
  const IndexEntry entry{"dev-0", digest_of("the key"), {{"a\tb", "dev-7/two words"}}};
  store.note_further(digest_of("further"), entry);
  const auto found = store.find_entry(digest_of("further"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, "dev-0");
  EXPECT_EQ(found->first_key, digest_of("the key"));
  EXPECT_EQ(found->inputs, entry.inputs);
  EXPECT_EQ(store.find(digest_of("further")), "dev-0");
  EXPECT_FALSE(store.find_entry(digest_of("the key"))->first_key);
  EXPECT_EQ(store.further_entries("dev-0").size(), 1U);
  store.note_started(digest_of("further"), "dev-1");  // a job of its own takes the entry's place
  EXPECT_EQ(store.find(digest_of("further")), "dev-1");
  store.note_further(digest_of("further"), entry);
  EXPECT_EQ(store.find(digest_of("further")), "dev-0");
}

TEST_F(JobStore, IgnoresAFurtherKeyWhoseEntryIsDamaged) {
  const Store store(path_);
  const Digest key = digest_of("further");
  store.note_further(key, {"dev-0", digest_of("the key"), {}});
  const std::string path = path_ + "/.index/" + key.hex();
  const std::string text = read_file(path);
  for (std::size_t size = 0; size < text.size(); ++size) {
    write_file(path, text.substr(0, size));
    EXPECT_FALSE(store.find_entry(key)) << size;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = '!';
    write_file(path, damaged);
    const auto entry = store.find_entry(key);
    EXPECT_TRUE(!entry || entry->id != "dev-0" || entry->first_key != digest_of("the key")) << i;
  }
  remove_file(path);
  make_folder(path);
  EXPECT_FALSE(store.find_entry(key));
}

TEST_F(JobStore, DropsFurtherKeysWhoseJobOrInputsAreGone) {
  const Store store(path_);
  for (int i = 0; i < 3; ++i) finish(store, store.allocate(), std::to_string(i));
  const Digest first = digest_of("0");
  store.note_further(digest_of("a"), {"dev-0", first, {{"source", "dev-1/default"}}});
  store.note_further(digest_of("b"), {"dev-0", first, {{"source", "dev-2/default"}}});
  store.note_further(digest_of("c"), {"dev-2", digest_of("2"), {{"source", "dev-1/default"}}});
  remove_tree(store.job_path("dev-2"));
  ByteLock lock = key_lock(store.path(), digest_of("c"));
  ASSERT_TRUE(lock.try_lock());
  store.drop_stale_entries();
  EXPECT_TRUE(store.find_entry(digest_of("a")));
  EXPECT_FALSE(store.find_entry(digest_of("b")));
  EXPECT_TRUE(store.find_entry(digest_of("c"))) << "a build holds the key";
  EXPECT_TRUE(store.find_entry(digest_of("2"))) << "the link of a first key stays";
  lock = ByteLock();
  store.drop_stale_entries();
  EXPECT_FALSE(store.find_entry(digest_of("c")));
}

}  // namespace
}  // namespace accel
