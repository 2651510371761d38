// SPDX-License-Identifier: Apache-2.0
// Deleting beside others: what happens between the choice of a job and its end.
#include "workdir/gc.h"
#include "base/json.h"
#include "base/sys.h"
#include "base/text.h"
#include "job/in_use.h"
#include "job/post_file.h"
#include "made_jobs.h"
#include "workdir/build_log.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

namespace accel {
namespace {

using Ids = std::vector<std::string>;

class GcTest : public ::testing::Test {
 protected:
  GcTest() {
    project_.folder = folder_.path();
    project_.workdir = folder_.path() + "/dev";
  }

  /// As a build leaves it when it has ended.
  std::string make_job(const std::string& method, const Ids& reads = {}) {
    const Store store(project_.workdir);
    const std::string id = store.allocate();
    write_setup(store, id, method, reads);
    finish(store, id, method);
    return id;
  }
  void write_setup(const Store& store, const std::string& id, const std::string& method,
                   const Ids& reads) {
    write_file(store.job_path(id) + "/key.txt", "key of " + id);
    write_json(
        store.job_path(id) + "/setup.json",
        {{"method", method}, {"datasets", {{"source", reads}}}, {"jobs", Document::object()}});
    store.note_started(digest_of("key of " + id), id);
  }
  void finish(const Store& store, const std::string& id, const std::string& method) {
    write_file(store.job_path(id) + "/post.json", "{}");
    note_latest(store.job_path(id), method);
  }
  /// A project that is missing: its scripts may still exist.
  Project project_of_script() const {
    Project project = project_;
    project.folder = "/nowhere";
    return project;
  }
  /// What a script requests in one build; false: it does not run to its end.
  void note_asked(const Ids& ids, bool is_done = true) {
    BuildLog log(project_of_script(), {"build.cpp"}, {}, true);
    for (const std::string& id : ids) log.call("build.cpp", {"a", 0, id, "reused", 0});
    if (is_done) log.done("build.cpp");
    log.end(is_done ? 0 : 1, 0, static_cast<int>(ids.size()), 0);
  }
  bool is_there(const std::string& id) const { return exists(project_.workdir + "/" + id); }

  using Between = std::function<void(const GcOutcome&)>;
  /// Deletes; `between` is called after each job. Returns those that went.
  Ids collect(const GcLimits& limits = {}, const Between& between = {}) {
    const Store store(project_.workdir);
    Gc gc(project_, store, limits, true, [] {});
    Ids gone;
    kept_.clear();
    gc.run([&](const GcOutcome& outcome) {
      const std::string id = outcome.candidate.job->id;
      if (outcome.kept.empty()) {
        gone.push_back(id);
      } else {
        kept_[id] = outcome.kept;
      }
      if (between) between(outcome);
    });
    return gone;
  }

  /// What it lists as deletable.
  Ids could_go(const GcLimits& limits = {}) {
    const Store store(project_.workdir);
    Gc gc(project_, store, limits, false, [] {});
    Ids ids;
    gc.run([&](const GcOutcome& outcome) {
      if (outcome.kept.empty()) ids.push_back(outcome.candidate.job->id);
    });
    return ids;
  }

  TemporaryFolder folder_;
  Project project_;
  std::map<std::string, std::string> kept_;
};

TEST_F(GcTest, LeavesWhatABuildHoldsAndAllThatItReads) {
  for (int i = 0; i < 2; ++i) make_job("b", {make_job("a")});
  const Store build(project_.workdir);
  build.hold("dev-1");
  EXPECT_EQ(could_go(), Ids{});
  EXPECT_EQ(collect(), Ids{});
  EXPECT_EQ(kept_,
            (std::map<std::string, std::string>{{"dev-1", "in use"}, {"dev-0", "dev-1 reads it"}}));
}

TEST_F(GcTest, LeavesAJobWhoseKeyIsBeingMade) {
  for (int i = 0; i < 2; ++i) make_job("a");
  ByteLock maker = key_lock(project_.workdir, digest_of("key of dev-0"));
  ASSERT_TRUE(maker.try_lock());
  EXPECT_EQ(collect(), Ids{});
}

TEST_F(GcTest, ABuildThatComesWhileAJobIsDeletedWaitsAndFindsItGone) {
  make_job("a");
  auto deleting = std::make_optional(deletion_lock(project_.workdir, 0));
  ASSERT_TRUE(deleting->try_lock());
  auto build = std::async(std::launch::async, [&] {
    const Store store(project_.workdir);
    store.hold("dev-0");
    return is_there("dev-0");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  remove_tree(project_.workdir + "/dev-0");
  deleting.reset();
  EXPECT_FALSE(build.get());
}

TEST_F(GcTest, LeavesWhatAJobReadsThatWasMadeMeanwhile) {
  for (int i = 0; i < 4; ++i) make_job("a");
  // A build takes dev-1, makes a job of it, and ends, all after dev-1 was chosen.
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id == "dev-0") make_job("b", {"dev-1"});
  });
  EXPECT_EQ(gone, (Ids{"dev-0", "dev-2"}));
  EXPECT_EQ(kept_, (std::map<std::string, std::string>{{"dev-1", "dev-4 reads it"}}));
}

TEST_F(GcTest, LeavesWhatAJobReadsThatSaysSoLate) {
  for (int i = 0; i < 5; ++i) make_job("a");
  const Store build(project_.workdir);
  build.hold("dev-2");
  std::string id;
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id == "dev-0") id = build.allocate();
    if (outcome.candidate.job->id != "dev-1") return;
    write_setup(build, id, "b", {"dev-3"});
    finish(build, id, "b");
  });
  EXPECT_EQ(gone, (Ids{"dev-0", "dev-1"}));
  EXPECT_EQ(kept_,
            (std::map<std::string, std::string>{{"dev-2", "in use"}, {"dev-3", "dev-5 reads it"}}));
}

TEST_F(GcTest, LeavesWhatAScriptAskedForMeanwhile) {
  for (int i = 0; i < 4; ++i) make_job("a");
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id != "dev-0") return;
    note_asked({"dev-2"});
  });
  EXPECT_EQ(gone, (Ids{"dev-0", "dev-1"}));
}

TEST_F(GcTest, LeavesWhatALinkLeadsToThatWasMadeMeanwhile) {
  for (int i = 0; i < 4; ++i) make_job("a");
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id != "dev-0") return;
    BuildLog log(project_of_script(), {"build.cpp"}, {}, true);
    log.links("build.cpp", {"dev-1", "*.jpg", "", "a.jpg", 1});
    log.flush();
  });
  EXPECT_EQ(gone, (Ids{"dev-0", "dev-2"}));
}

TEST_F(GcTest, LeavesAnUnfinishedJobThatWasFinishedMeanwhile) {
  for (int i = 0; i < 2; ++i) {
    const Store store(project_.workdir);
    write_setup(store, store.allocate(), "a", {});
  }
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id == "dev-0") finish(Store(project_.workdir), "dev-1", "a");
  });
  EXPECT_EQ(gone, Ids{"dev-0"});
  EXPECT_EQ(kept_, (std::map<std::string, std::string>{{"dev-1", "it has changed"}}));
}

TEST_F(GcTest, LeavesAJobOfWhichAnAcceptedKeyIsBeingMade) {
  const Digest accepted = digest_of("edited");
  for (int i = 0; i < 2; ++i) make_job("a");
  finish_job(Store(project_.workdir), "dev-0", 1, {accepted});
  ByteLock maker = key_lock(project_.workdir, accepted);
  ASSERT_TRUE(maker.try_lock());
  EXPECT_EQ(collect(), Ids{});
  EXPECT_EQ(could_go(), Ids{});
  maker = ByteLock();
  EXPECT_EQ(could_go(), Ids{"dev-0"});
  EXPECT_EQ(collect(), Ids{"dev-0"});
  EXPECT_FALSE(Store(project_.workdir).find(accepted));
}

TEST_F(GcTest, CountsFromWhenAJobWasFinishedHoweverLateItWasAccepted) {
  const Store store(project_.workdir);
  for (const char* id : {"dev-0", "dev-1"}) begin_job(store, id, "a");
  finish_job(store, "dev-0", 100);
  finish_job(store, "dev-1");
  const std::int64_t end = *find_seconds(kBegan) + 100;
  finish_job(store, "dev-0", 100, {digest_of("edited")});  // post.json is written now
  EXPECT_EQ(read_record(store.job_path("dev-0"), RecordDepth::needs).ended, end);
  EXPECT_EQ(could_go({.ended_before = end}), Ids{"dev-0"});
  EXPECT_EQ(could_go({.ended_before = end - 1}), Ids{});
  EXPECT_EQ(collect({.ended_before = end - 1}), Ids{});
  EXPECT_EQ(collect({.ended_before = end}), Ids{"dev-0"});
}

/// A catalog with wrong contents. A list of what is deletable believes it; a deletion does not.
TEST_F(GcTest, DeletesNothingForWhatTheCatalogSays) {
  const Store store(project_.workdir);
  const auto make = [&](const std::string& id, const std::string& method, const Ids& reads = {}) {
    begin_job(store, id, method, reads);
    finish_job(store, id);
  };
  make("dev-0", "a");
  make("dev-1", "b", {"dev-0"});
  make("dev-2", "a");
  make("dev-3", "b", {"dev-2"});
  note_asked({"dev-1"});
  EXPECT_EQ(could_go(), Ids{});
  write_file(project_.workdir + "/.catalog", "accel catalog 4\n");
  const auto lie = [&](const std::string& id, const std::string& method) {
    const std::string line = id + "\t" + method + "\tbuild.cpp\t1\t" + kBegan +
                             "\t1\t0\t0\t0\t0\t0\t0\t0\t\t\t1\t4096\t\t";
    append_line(project_.workdir + "/.catalog", line + digest_of(line).hex());
  };
  lie("dev-1", "b");  // it reads nothing
  EXPECT_EQ(could_go(), Ids{"dev-0"});
  lie("dev-0", "b");  // it is of a method that has newer ones
  lie("dev-3", "c");
  make("dev-4", "c");
  EXPECT_EQ(could_go(), (Ids{"dev-0", "dev-3"}));
  EXPECT_EQ(collect(), Ids{});
}

TEST_F(GcTest, DoesNotMindWhatSomebodyElseDeletes) {
  for (int i = 0; i < 3; ++i) make_job("a");
  const Ids gone = collect({}, [&](const GcOutcome& outcome) {
    if (outcome.candidate.job->id == "dev-0") remove_tree(project_.workdir + "/dev-1");
  });
  EXPECT_EQ(gone, Ids{"dev-0"});
}

/// A file system that moves no folders, such as overlayfs those of a lower layer.
class NoMoves : public sys::Hook {
 public:
  NoMoves() { sys::hook = this; }
  NoMoves(const NoMoves&) = delete;
  NoMoves& operator=(const NoMoves&) = delete;
  ~NoMoves() override { sys::hook = nullptr; }
  int before(sys::Call& call) override {
    const bool moves = std::string_view(call.name) == "rename" &&
                       std::string_view(call.to).find("/.trash/dev-") != std::string_view::npos;
    return moves ? EXDEV : 0;
  }
  void after(const sys::Call&) override {}
};

TEST_F(GcTest, RemovesAJobWhereItIsIfItCannotBeMoved) {
  for (int i = 0; i < 3; ++i) make_job("a");
  const Store store(project_.workdir);
  const NoMoves hook;
  EXPECT_EQ(collect(), (Ids{"dev-0", "dev-1"}));
  EXPECT_FALSE(is_there("dev-0"));
  EXPECT_FALSE(store.find(digest_of("key of dev-0")));
  EXPECT_TRUE(is_there("dev-2"));
}

TEST_F(GcTest, RemovesTheLinksToAJobAndNoOthers) {
  for (int i = 0; i < 3; ++i) make_job("a");
  const Store store(project_.workdir);
  store.note_started(digest_of("key of dev-1"), "dev-2");  // it was made again
  EXPECT_EQ(collect(), (Ids{"dev-0", "dev-1"}));
  EXPECT_FALSE(store.find(digest_of("key of dev-0")));
  EXPECT_EQ(store.find(digest_of("key of dev-1")), "dev-2");
  EXPECT_EQ(store.find_latest("a"), "dev-2");
}

TEST_F(GcTest, PointsLatestToTheNewestThatIsLeft) {
  for (int i = 0; i < 3; ++i) make_job("a");
  note_asked({"dev-1"});
  EXPECT_EQ(collect({.keep = 0}), (Ids{"dev-0", "dev-2"}));
  EXPECT_EQ(Store(project_.workdir).find_latest("a"), "dev-1");
}

TEST_F(GcTest, NoNumberIsGivenAgainWhenTheCounterIsLostToo) {
  for (int i = 0; i < 3; ++i) make_job("a");
  EXPECT_EQ(collect({.keep = 0}), (Ids{"dev-0", "dev-1", "dev-2"}));
  remove_file(project_.workdir + "/.next");
  EXPECT_EQ(make_job("a"), "dev-3");
}

TEST_F(GcTest, StopsWhenTheRestIsSmallEnough) {
  for (int i = 0; i < 4; ++i) make_job("a");
  std::uint64_t bytes = 0;
  {
    const Store store(project_.workdir);
    bytes = Gc(project_, store, {}, false, [] {}).bytes();
  }
  EXPECT_EQ(collect({.keep = 0, .max_bytes = bytes / 2}), (Ids{"dev-0", "dev-1"}));
}

/// Jobs that keep the column file of dev-0, and one job that needs none of them.
class SharedFileTest : public GcTest {
 protected:
  SharedFileTest() {
    for (int i = 0; i < 4; ++i) {
      const std::string manifest = column(make_job("a"), "dataset.json");
      make_folders(parent_path(manifest));
      write_json(manifest, {{"parent", nullptr}, {"columns", Document::array()}});
    }
    write_file(column("dev-0", "n.0.arrow"), std::string(kSize, 'x'));
    for (const char* id : {"dev-1", "dev-2"}) keep(id);
  }
  std::string column(const std::string& id, const std::string& name) const {
    return project_.workdir + "/" + id + "/DS/default/" + name;
  }
  void keep(const std::string& id) const {
    make_folders(column(id, "kept"));
    link_or_copy(column("dev-0", "n.0.arrow"), column(id, "kept/x.arrow"));
  }
  /// The jobs in whose space the file counts.
  Ids counted_for(bool deletes) {
    const Store store(project_.workdir);
    Gc gc(project_, store, {}, deletes, [] {});
    Ids ids;
    std::uint64_t freed = 0;
    const std::uint64_t before = gc.bytes();
    gc.run([&](const GcOutcome& outcome) {
      freed += outcome.bytes;
      if (outcome.bytes >= kSize) ids.push_back(outcome.candidate.job->id);
    });
    EXPECT_EQ(gc.bytes(), before - freed);
    EXPECT_EQ(is_there("dev-0"), !deletes);
    return ids;
  }
  /// How many times the file is in the space of all jobs.
  std::uint64_t times() const {
    const Store store(project_.workdir);
    return Gc(project_, store, {}, false, [] {}).bytes() / kSize;
  }

  static constexpr std::uint64_t kSize = 1 << 20;
};

TEST_F(SharedFileTest, IsFreeWhenTheLastJobGoesThatHoldsIt) {
  EXPECT_EQ(times(), 1U);
  EXPECT_EQ(counted_for(false), Ids{"dev-2"});
  EXPECT_EQ(counted_for(false), Ids{"dev-2"}) << "from the catalog";
  EXPECT_EQ(counted_for(true), Ids{"dev-2"});
  EXPECT_EQ(times(), 0U);
}

TEST_F(SharedFileTest, IsNotFreeWhileAJobHoldsItThatStays) {
  keep("dev-3");
  EXPECT_EQ(counted_for(false), Ids{});
  EXPECT_EQ(counted_for(true), Ids{});
  EXPECT_EQ(times(), 1U);
}

TEST_F(SharedFileTest, CountsOnceWhenTheJobIsGoneThatWroteIt) {
  EXPECT_EQ(times(), 1U);
  remove_tree(project_.workdir + "/dev-0");
  EXPECT_EQ(times(), 1U);
  remove_tree(project_.workdir + "/dev-2");
  EXPECT_EQ(times(), 1U);
  remove_tree(project_.workdir + "/dev-1");
  EXPECT_EQ(times(), 0U);
}

TEST_F(SharedFileTest, IsNotFreeWhenTheTrashHeldItToo) {
  keep("dev-3");
  make_folders(project_.workdir + "/.trash");
  rename_file(project_.workdir + "/dev-1", project_.workdir + "/.trash/dev-1");
  EXPECT_EQ(counted_for(false), Ids{});
  EXPECT_EQ(counted_for(true), Ids{});
}

TEST_F(SharedFileTest, IsNotFreeWhileAnotherWorkdirHoldsIt) {
  link_or_copy(column("dev-0", "n.0.arrow"), folder_.path() + "/elsewhere");
  EXPECT_EQ(counted_for(false), Ids{});
  EXPECT_EQ(counted_for(true), Ids{});
}

TEST_F(GcTest, LeavesWhatRunsThatFailedAskedForAfterTheLastThatDidNot) {
  for (int i = 0; i < 6; ++i) make_job("a");
  note_asked({"dev-0"}, false);
  note_asked({"dev-1"});
  note_asked({"dev-2"}, false);
  note_asked({"dev-3"}, false);
  EXPECT_EQ(collect(), (Ids{"dev-0", "dev-4"}));
  note_asked({"dev-3"});
  EXPECT_EQ(collect(), (Ids{"dev-1", "dev-2"}));
}

TEST_F(GcTest, LeavesWhatAnEarlierAccelNotedUntilTheScriptHasRunToItsEnd) {
  for (int i = 0; i < 4; ++i) make_job("a");
  make_folders(project_.workdir + "/.builds");
  write_json(project_.workdir + "/.builds/0.json",
             {{"project", "/nowhere"}, {"script", "build.cpp"}, {"jobs", {"dev-1"}}});
  note_asked({"dev-2"}, false);
  EXPECT_EQ(collect(), Ids{"dev-0"});
  note_asked({"dev-2"});
  EXPECT_EQ(collect(), Ids{"dev-1"});
}

TEST_F(GcTest, LeavesWhatALogThatWasCompactedWants) {
  for (int i = 0; i < 3; ++i) make_job("a");
  note_asked({"dev-0"});
  note_asked({"dev-1"}, false);
  const std::string folder = project_.workdir + "/.builds";
  std::string log;
  for (const std::string& name : list_folder(folder)) {
    if (name.ends_with(".jsonl")) log = join_path(folder, name);
  }
  const std::string text = read_file(log);
  compact_log(log, 10);
  EXPECT_NE(read_file(log), text);
  EXPECT_EQ(collect(), Ids{});
  compact_log(log, 10);  // nothing more can go: it is not tried again
  for (int i = 0; i < 9; ++i) note_asked({"dev-1"});
  compact_log(log, 10);
  EXPECT_LT(read_file(log).size(), text.size());
  EXPECT_EQ(collect(), Ids{"dev-0"});
}

TEST_F(GcTest, AWorkdirThatIsNotThereGetsNoLog) {
  note_asked({"dev-1"});
  EXPECT_FALSE(exists(project_.workdir));
}

/// Each new width holds what was held before, and no deletion comes between.
TEST_F(GcTest, HoldsManyJobsByBlocks) {
  make_folders(project_.workdir);
  JobsInUse held(project_.workdir);
  const std::uint64_t step = 5;
  for (std::uint64_t i = 0; i < 2000; ++i) held.hold(i * step);
  for (std::uint64_t i = 0; i < 2000; ++i) {
    ASSERT_FALSE(deletion_lock(project_.workdir, i * step).is_free()) << i;
  }
  EXPECT_TRUE(deletion_lock(project_.workdir, 1).is_free());
  EXPECT_TRUE(deletion_lock(project_.workdir, 1'000'000).is_free());
  held.hold(UINT64_MAX);
  EXPECT_FALSE(deletion_lock(project_.workdir, UINT64_MAX).is_free());
  held = JobsInUse();
  EXPECT_TRUE(deletion_lock(project_.workdir, 0).is_free());
}

}  // namespace
}  // namespace accel
