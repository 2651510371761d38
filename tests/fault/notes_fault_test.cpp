// SPDX-License-Identifier: Apache-2.0
// Faults while things are noted beside the jobs: the catalog of a workdir, the log of its builds.
// Whatever goes wrong, the next command is right, and gc keeps what was requested.
#include "faults.h"
#include "made_jobs.h"

#include "base/json.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "workdir/build_log.h"
#include "workdir/catalog.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

namespace accel::faults {
namespace {

using Texts = std::vector<std::string>;

/// What must agree, whether it was kept or is read now.
auto words(const JobRecord& job) {
  return std::tuple(job.state, job.method, job.script, job.line, job.started, job.seconds, job.rows,
                    job.bad_rows, job.bytes, job.keeps, job.reads, job.keys, job.trouble);
}
auto all_words(const JobRecord& job) {
  return std::tuple(words(job), job.knows_needs, job.needs, job.ended, job.disk);
}

/// Finished jobs, some of them known; then some that a build makes, some that a list finds, one
/// that is not finished, and one that is deleted.
class Listing : public World {
 public:
  Listing() {
    const Store store(workdir_);
    make(store, 0, {});
    make(store, 1, {"dev-0"});
    const Catalog all(store, RecordDepth::all);
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
    const Catalog all(store, RecordDepth::all);
  }
  void look() const override {
    const Store store(workdir_, {}, StoreUse::look);
    const Catalog catalog(store);
    for (const std::string& id : store.list()) {
      const JobRecord* listed = catalog.find(id);
      ASSERT_NE(listed, nullptr) << id;
      EXPECT_EQ(words(*listed), words(read_record(store.job_path(id)))) << id;
    }
    EXPECT_EQ(catalog.all_readers_of({"dev-1"}), (Texts{"dev-2", "dev-3", "dev-4"}));
    const Catalog all(store, RecordDepth::all);
    for (const JobRecord& listed : all.jobs()) {
      const JobRecord now = read_record(store.job_path(listed.id), RecordDepth::all);
      EXPECT_EQ(all_words(listed), all_words(now)) << listed.id;
    }
  }
  /// All that is finished is known by then.
  void look_done() const override {
    if (!is_undisturbed_) return;
    const Store store(workdir_, {}, StoreUse::look);
    for (int i = 0; i < 4; ++i) remove_tree(workdir_ + "/dev-" + std::to_string(i) + "/setup.json");
    const Catalog catalog(store);
    for (const JobRecord& job : catalog.jobs()) {
      EXPECT_EQ(job.trouble, "") << job.id;
      EXPECT_EQ(job.knows_needs, job.state == JobState::finished) << job.id;
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
class Logging : public World {
 public:
  Logging() {
    project_.folder = folder_.path();
    project_.workdir = folder_.path() + "/dev";
    make_folders(project_.workdir);
    build("first.cpp");
  }
  std::string folder() const override { return folder_.path(); }
  void run() override {
    is_undisturbed_ = sys::hook == nullptr;
    build("second.cpp");
    read_builds(project_, 10);
  }
  void look() const override {
    const std::vector<LoggedBuild> builds = read_builds(project_, 100);
    const auto first = std::ranges::find(builds, Texts{"first.cpp"}, &LoggedBuild::scripts);
    ASSERT_NE(first, builds.end());
    expect_whole(*first, "first.cpp");
    for (const LoggedBuild& build : builds) {
      EXPECT_EQ(build.scripts.size(), 1U);
      if (!build.exit_code) continue;
      EXPECT_EQ(std::tuple(*build.exit_code, build.made, build.reused, build.failed),
                std::tuple(1, 1, 1, 1));
    }
    for (const char* id : {"dev-0", "dev-1", "dev-2", "dev-3"}) {
      EXPECT_TRUE(WantedJobs(project_).ids().contains(id)) << id;
    }
  }
  void look_done() const override {
    if (!is_undisturbed_) return;
    expect_whole(read_builds(project_, 10).back(), "second.cpp");
    EXPECT_EQ(last_runs(project_, "second.cpp", "").size(), 1U);
  }

 protected:
  std::string path() const {
    const std::string folder = project_.workdir + "/.builds";
    return join_path(folder, list_folder(folder).front());
  }
  void build(const std::string& script) const {
    write_file(join_path(folder_.path(), script), "");
    BuildLog log(project_, {script}, {}, true);
    log.call(script, {"m", 0, "dev-0", "reused", 0});
    log.call(script, {"m", 1, "dev-1", "made", 0.5});
    log.links(script, {"dev-3", "*.jpg", "", "a.jpg", 1});
    log.call(script, {"m", 2, "dev-2", "failed", 0.5});
    log.done(script);
    log.end(1, 1, 1, 1);
  }

  TemporaryFolder folder_;
  Project project_;

 private:
  static void expect_whole(const LoggedBuild& build, const std::string& script) {
    EXPECT_EQ(build.scripts, Texts{script});
    EXPECT_FALSE(build.is_running);
    ASSERT_TRUE(build.exit_code) << script;
    ASSERT_EQ(build.runs.size(), 1U) << script;
    ASSERT_EQ(build.runs[0].calls.size(), 3U) << script;
    EXPECT_TRUE(build.runs[0].done);
    EXPECT_EQ(build.runs[0].calls[2].job, "dev-2");
    EXPECT_EQ(build.runs[0].calls[2].outcome, "failed");
  }

  bool is_undisturbed_ = false;
};

/// Likewise with so little room that the log is compacted, and with builds that may be removed.
class Compacting : public Logging {
 public:
  Compacting() {
    for (int i = 0; i < 20; ++i) build("often.cpp");
  }
  void run() override {
    Logging::run();
    compact_log(path(), 1000);
  }
};

TEST(CatalogFaults, ListsAreRightWhicheverCallFails) {
  sweep_failures(make<Listing>, {100, false});
}
TEST(CatalogFaults, ListsAreRightWhereverTheProcessDies) { sweep_deaths(make<Listing>, {100}); }
TEST(BuildLogFaults, BuildsAreReadRightWhicheverCallFails) { sweep_failures(make<Logging>, {25}); }
TEST(BuildLogFaults, BuildsAreReadRightWhereverTheProcessDies) {
  sweep_deaths(make<Logging>, {25});
}
TEST(BuildLogFaults, CompactingLosesNothingWantedWhicheverCallFails) {
  sweep_failures(make<Compacting>, {30, false});
}
TEST(BuildLogFaults, CompactingLosesNothingWantedWhereverTheProcessDies) {
  sweep_deaths(make<Compacting>, {30});
}
TEST(NotesFaults, InterruptedCallsAreMadeAgain) {
  expect_interruptions_unseen(make<Listing>);
  expect_interruptions_unseen(make<Logging>);
}

}  // namespace
}  // namespace accel::faults
