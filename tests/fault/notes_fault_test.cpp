// SPDX-License-Identifier: Apache-2.0
// Faults while things are noted that may be lost: the catalog of a workdir, the journal of a
// project. Whatever goes wrong, what the next command says is right.
#include "faults.h"
#include "made_jobs.h"

#include "base/json.h"
#include "build/catalog.h"
#include "build/journal.h"
#include "job/job_files.h"
#include "job/setup.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <tuple>

namespace accel::faults {
namespace {

using Texts = std::vector<std::string>;

/// What must agree, whether it was kept or is read now.
auto words(const CatalogEntry& job) {
  return std::tuple(job.state, job.method, job.script, job.line, job.started, job.seconds, job.rows,
                    job.bad_rows, job.bytes, job.reads, job.keys, job.trouble);
}
auto words(const JobFacts& job) {
  return std::tuple(job.state, job.method, job.keys, job.knows_reads, job.reads, job.ended,
                    job.bytes);
}

/// Finished jobs, some of them known; then some that a build makes, some that a list finds, one
/// that is not finished, and one that is deleted.
class Listing : public World {
 public:
  Listing() {
    const Store store(workdir_);
    make(store, 0, {});
    make(store, 1, {"dev-0"});
    listed_facts(store);
    make(store, 2, {"dev-0", "dev-1"});
    make(store, 3, {"dev-2"});
    begin_job(store, "dev-4", "m", {"dev-2"});
  }
  std::string folder() const override { return folder_.path(); }
  void run() override {
    is_undisturbed_ = sys::hook == nullptr;
    const Store store(workdir_);
    const std::string path = store.job_path("dev-3");
    const JobSetup setup = read_setup(path);
    const JobSummary summary = *find_summary(path);
    EXPECT_NO_THROW(note_in_catalog(store, setup, summary));
    const Catalog catalog(store);
    listed_facts(store);
  }
  void look() const override {
    const Store store(workdir_, {}, StoreUse::look);
    const Catalog catalog(store);
    for (const std::string& id : store.list()) {
      const CatalogEntry* listed = catalog.find(id);
      ASSERT_NE(listed, nullptr) << id;
      EXPECT_EQ(words(*listed), words(Catalog::read(store.job_path(id)))) << id;
    }
    EXPECT_EQ(catalog.all_readers_of("dev-1"), (Texts{"dev-2", "dev-3", "dev-4"}));
    for (const JobFacts& listed : listed_facts(store)) {
      EXPECT_EQ(words(listed), words(facts_of(store, listed.id))) << listed.id;
    }
  }
  /// All that is finished is known by then.
  void look_done() const override {
    if (!is_undisturbed_) return;
    const Store store(workdir_, {}, StoreUse::look);
    for (int i = 0; i < 4; ++i) remove_tree(workdir_ + "/dev-" + std::to_string(i) + "/setup.json");
    const Catalog catalog(store);
    for (const CatalogEntry& job : catalog.jobs()) {
      EXPECT_EQ(job.trouble, "") << job.id;
      EXPECT_EQ(job.upkeep.has_value(), job.state == JobState::finished) << job.id;
    }
  }

 private:
  static void make(const Store& store, int number, const Texts& reads) {
    const std::string id = "dev-" + std::to_string(number);
    begin_job(store, id, "method " + std::to_string(number), reads);
    finish_job(store, id, number);
  }
  TemporaryFolder folder_;
  std::string workdir_ = folder_.path() + "/dev";
  bool is_undisturbed_ = false;
};

/// A build notes what it does, behind one that did.
class Journaling : public World {
 public:
  Journaling() {
    project_.folder = folder_.path();
    project_.workdir = folder_.path() + "/dev";
    make_folders(project_.cache());
    build("first.cpp");
  }
  std::string folder() const override { return folder_.path(); }
  void run() override {
    is_undisturbed_ = sys::hook == nullptr;
    EXPECT_NO_THROW(build("second.cpp"));
    read_journal(project_, 10);
  }
  void look() const override {
    const std::vector<JournalBuild> builds = read_journal(project_, 10);
    ASSERT_FALSE(builds.empty());
    expect_whole(builds.front(), "first.cpp");
    for (const JournalBuild& build : builds) {
      EXPECT_EQ(build.scripts.size(), 1U);
      EXPECT_LE(build.jobs.size(), 2U);
      if (!build.exit_code) continue;
      EXPECT_EQ(std::tuple(*build.exit_code, build.made, build.reused, build.failed),
                std::tuple(1, 1, 2, 1));
    }
  }
  void look_done() const override {
    if (is_undisturbed_) expect_whole(read_journal(project_, 10).back(), "second.cpp");
  }

 protected:
  std::string path() const { return project_.cache() + "/journal.jsonl"; }
  void build(const std::string& script) const {
    const Journal journal(project_, {script}, {}, true);
    journal.job("dev-0", "m", false, 0.5);
    journal.job("dev-1", "m", true, 0.5);
    journal.end(1, 1, 2, 1);
  }

 private:
  static void expect_whole(const JournalBuild& build, const std::string& script) {
    EXPECT_EQ(build.scripts, Texts{script});
    EXPECT_FALSE(build.is_running);
    ASSERT_TRUE(build.exit_code) << script;
    ASSERT_EQ(build.jobs.size(), 2U) << script;
    EXPECT_EQ(build.jobs[1].id, "dev-1");
    EXPECT_TRUE(build.jobs[1].failed);
  }

  TemporaryFolder folder_;
  Project project_;
  bool is_undisturbed_ = false;
};

/// The same where the journal is full.
class Rotating : public Journaling {
 public:
  Rotating() {
    constexpr off_t kTooLarge = (off_t{16} << 20) + 1;
    const std::string before = read_file(path());
    write_file(path(), "");
    EXPECT_EQ(::truncate(path().c_str(), kTooLarge), 0);  // of zeros that take no room
    append_line(path(), before.substr(0, before.size() - 1));
  }
};

template <class W>
std::unique_ptr<World> make() {
  return std::make_unique<W>();
}

TEST(CatalogFaults, ListsAreRightWhicheverCallFails) {
  sweep_failures(make<Listing>, {100, false});
}
TEST(CatalogFaults, ListsAreRightWhereverTheProcessDies) { sweep_deaths(make<Listing>, {100}); }
TEST(JournalFaults, BuildsAreToldRightWhicheverCallFails) {
  sweep_failures(make<Journaling>, {25});
}
TEST(JournalFaults, BuildsAreToldRightWhereverTheProcessDies) {
  sweep_deaths(make<Journaling>, {25});
}
TEST(JournalFaults, AFullJournalIsPutAsideWhicheverCallFails) {
  sweep_failures(make<Rotating>, {30, false});
}
TEST(JournalFaults, AFullJournalIsPutAsideWhereverTheProcessDies) {
  sweep_deaths(make<Rotating>, {30});
}
TEST(NotesFaults, InterruptedCallsAreMadeAgain) {
  expect_interruptions_unseen(make<Listing>);
  expect_interruptions_unseen(make<Journaling>);
}

}  // namespace
}  // namespace accel::faults
