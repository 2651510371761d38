// SPDX-License-Identifier: Apache-2.0
// Faults in a workdir: giving out numbers, the index, `latest`.
#include "faults.h"

#include "base/file.h"
#include "job/job_id.h"
#include "job/store.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace accel::faults {
namespace {

/// Whatever happened, the counter knows of the jobs that are gone: `highest`, and those that
/// somebody now removes.
void expect_no_number_twice(const std::string& workdir, std::uint64_t highest) {
  const Store store(workdir);
  for (const std::string& id : store.list()) {
    highest = std::max(highest, find_job_id(id)->number);
    if (!exists(store.job_path(id) + "/post.json")) remove_tree(store.job_path(id));
  }
  EXPECT_GT(find_job_id(store.allocate())->number, highest) << "given twice";
}

/// Every link of the index leads to a job of that key, or to one that is not finished.
void expect_sound_index(const std::string& workdir) {
  for (const std::string& key : list_folder(workdir + "/.index")) {
    if (key.find(".tmp-") != std::string::npos) continue;
    const auto target = find_link(workdir + "/.index/" + key);
    ASSERT_TRUE(target) << key;
    const std::string job = workdir + "/" + std::string(base_name(*target));
    if (!exists(job + "/post.json")) continue;
    EXPECT_EQ(digest_of(read_file(job + "/key.txt")).hex(), key);
  }
}

/// A workdir whose seven jobs were deleted (so that only the counter knows of them), and one job of
/// key "old".
class StoreWorld : public World {
 public:
  StoreWorld() {
    const Store store(workdir_);
    for (int i = 0; i < 8; ++i) {
      const std::string id = store.allocate();
      if (i < 7) remove_tree(store.job_path(id));
    }
    finish(store, "dev-7", "old");
  }
  std::string folder() const override { return folder_.path(); }
  void look() const override { expect_sound_index(workdir_); }

 protected:
  static void finish(const Store& store, const std::string& id, const std::string& key) {
    write_file(store.job_path(id) + "/key.txt", key);
    store.note_started(digest_of(key), id);
    write_file(store.job_path(id) + "/post.json", "{}");
    note_latest(store.job_path(id), "m");
  }
  static std::uint64_t number_of(const std::string& id) { return find_job_id(id)->number; }

  TemporaryFolder folder_;
  std::string workdir_ = folder_.path() + "/dev";
};

/// Takes numbers across a change of the number of digits.
class Allocating : public StoreWorld {
 public:
  void run() override {
    const Store store(workdir_);
    for (int i = 0; i < 3; ++i) {
      const std::string id = store.allocate();
      EXPECT_GT(number_of(id), 7U) << "given twice";
      remove_tree(store.job_path(id));
    }
  }
  void look() const override {
    StoreWorld::look();
    expect_no_number_twice(workdir_, 7);
  }
  void look_done() const override { EXPECT_EQ(Store(workdir_).find(digest_of("old")), "dev-7"); }
};

/// A job is made, and takes the place of an older one of its key.
class Noting : public StoreWorld {
 public:
  void run() override {
    const Store store(workdir_);
    for (const char* key : {"old", "new"}) {
      ByteLock lock = key_lock(store.path(), digest_of(key));
      lock.lock();
      store.find(digest_of(key));
      finish(store, store.allocate(), key);
    }
    store.find_latest("m");
  }
  void look() const override {
    StoreWorld::look();
    EXPECT_TRUE(Store(workdir_).find(digest_of("old")));
    EXPECT_TRUE(Store(workdir_).find_latest("m"));
  }
  void look_done() const override {
    const Store store(workdir_);
    const std::string newest = *store.find(digest_of("new"));
    EXPECT_EQ(store.find_latest("m"), newest);
    EXPECT_EQ(number_of(*store.find(digest_of("old"))) + 1, number_of(newest));
  }
};

class Rebuilding : public StoreWorld {
 public:
  Rebuilding() {
    const Store store(workdir_);
    for (const char* key : {"a", "b", "old"}) finish(store, store.allocate(), key);
    store.allocate();
    remove_tree(workdir_ + "/.index");
  }
  void run() override { const Store store(workdir_); }
  void look_done() const override {
    const Store store(workdir_);
    EXPECT_EQ(store.find(digest_of("a")), "dev-8");
    EXPECT_EQ(store.find(digest_of("b")), "dev-9");
    EXPECT_EQ(store.find(digest_of("old")), "dev-10");
    EXPECT_EQ(list_folder(workdir_ + "/.index").size(), 3U);
  }
};

/// A workdir is begun, with its folders.
class Beginning : public World {
 public:
  std::string folder() const override { return folder_.path(); }
  void run() override { Store(folder() + "/a/b/dev").allocate(); }
  void look() const override {}
  void look_done() const override { EXPECT_FALSE(Store(folder() + "/a/b/dev").list().empty()); }

 private:
  TemporaryFolder folder_;
};

TEST(JobStoreFaults, NoNumberIsGivenTwiceWhicheverCallFails) {
  sweep_failures(make<Allocating>, {30});
}
TEST(JobStoreFaults, NoNumberIsGivenTwiceWhereverTheProcessDies) {
  sweep_deaths(make<Allocating>, {30});
}
TEST(JobStoreFaults, LinksToJobsLeadNowhereWrongWhicheverCallFails) {
  sweep_failures(make<Noting>, {45});
}
TEST(JobStoreFaults, LinksToJobsLeadNowhereWrongWhereverTheProcessDies) {
  sweep_deaths(make<Noting>, {45});
}
TEST(JobStoreFaults, ALostIndexIsMadeAnewWhicheverCallFails) {
  sweep_failures(make<Rebuilding>, {40});
}
TEST(JobStoreFaults, ALostIndexIsMadeAnewWhereverTheProcessDies) {
  sweep_deaths(make<Rebuilding>, {40});
}
TEST(JobStoreFaults, AWorkdirIsBegunWhicheverCallFails) { sweep_failures(make<Beginning>, {10}); }
TEST(JobStoreFaults, AWorkdirIsBegunWhereverTheProcessDies) { sweep_deaths(make<Beginning>, {10}); }
TEST(JobStoreFaults, InterruptedCallsAreMadeAgain) {
  expect_interruptions_unseen(make<Allocating>);
  expect_interruptions_unseen(make<Noting>);
  expect_interruptions_unseen(make<Rebuilding>);
  expect_interruptions_unseen(make<Beginning>);
}

}  // namespace
}  // namespace accel::faults
