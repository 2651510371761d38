// SPDX-License-Identifier: Apache-2.0
// Which jobs a build reuses because their inputs read the same. An import with another `size` is
// another job; the table of its column `n` says which values it has.
#include "dataset/writer.h"
#include "engine_world.h"
#include "job/post_file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

const Reference kImported{"dev-0", "default"};

class Cutoff : public ::testing::Test {
 protected:
  Cutoff() {
    world_.write_method("import", "one");
    world_.write_method("hist", "one");
    world_.runner.reads = {{kImported, {{"n"}, true, false, false, false}}};
    world_.runner.dataset = [this](const JobSetup& setup) { return dataset_of_job(setup); };
  }
  ~Cutoff() override {
    if (HasFailure()) world_.folder.keep();
  }

  Manifest dataset_of_job(const JobSetup& setup) const {
    Manifest manifest{"default", {}, {}, {}};
    manifest.rows.assign(static_cast<std::size_t>(setup.limits.slices), 3);
    if (setup.task.method != "import") return manifest;
    const std::int64_t size = setup.task.options.at("size").whole();
    manifest.rows[0] = rows_.contains(size) ? rows_.at(size) : 3;
    add_column(manifest, setup.job, "n", values_.at(size));
    for (const std::string& name : more_)
      add_column(manifest, setup.job, name, std::to_string(size));
    return manifest;
  }
  static void add_column(Manifest& manifest, const std::string& job, const std::string& name,
                         const std::string& value) {
    ManifestColumn column;
    column.spec = int64(name);
    column.owner = {job, "default"};
    column.absent.assign(manifest.rows.size(), 0);
    PartsBuilder parts(manifest.rows.size());
    for (std::size_t slice = 0; slice < manifest.rows.size(); ++slice) {
      const std::uint64_t rows = manifest.rows[slice];
      const Digest checksum = digest_of(value + std::to_string(slice));
      parts.add_own(slice,
                    {column_file_name(name, Share{static_cast<int>(slice)}), rows, 0, 1, checksum},
                    0, rows);
    }
    column.parts = parts.take();
    column.bytes = column.parts.bytes();
    manifest.columns.push_back(std::move(column));
  }

  BuildResult build(int size, const BuildMode& mode = {}, int max_bad = 100) {
    return world_.run(
        [&](detail::Engine& engine) {
          const Job import = engine.build(
              "import", {{"files", "photos/1.jpg"}, {"size", size}, {"max_bad", 100}}, kHere);
          engine.build("hist", {{"source", import}, {"max_bad", max_bad}}, kHere);
        },
        mode);
  }
  /// Whether a job of the first import that read this is reused for the second.
  bool is_reused(const DatasetReads& reads) {
    world_.runner.reads = {{kImported, reads}};
    build(1);
    return build(2).text() == "made import dev-2, reused hist dev-1";
  }

  std::map<std::int64_t, std::string> values_ = {{1, "a"}, {2, "a"}, {3, "b"}};
  std::map<std::int64_t, std::uint64_t> rows_;  ///< of the first slice
  std::vector<std::string> more_;               ///< columns that differ in each import
  EngineWorld world_;
};

TEST_F(Cutoff, IsForJobsThatReadTheSame) {
  EXPECT_EQ(build(1).text(), "made import dev-0, made hist dev-1");
  const BuildResult second = build(2);
  EXPECT_EQ(second.text(), "made import dev-2, reused hist dev-1");
  EXPECT_EQ(second.reason(1), "source reads the same");
  EXPECT_EQ(second.lines[1].at("reads_the_same"), Document({"source"}));
  const BuildResult again = build(2);
  EXPECT_EQ(again.text(), "reused import dev-2, reused hist dev-1");
  EXPECT_EQ(again.reason(1), "source reads the same");
  EXPECT_EQ(build(1).reason(1), "") << "its own key";
  EXPECT_EQ(build(3).text(), "made import dev-3, made hist dev-4") << "other values";
  EXPECT_EQ(world_.runner.ran.size(), 5U);
}

TEST_F(Cutoff, LeavesTheKeysOfLaterJobsAsTheyAre) {
  const auto build_three = [&](int size) {
    return world_.run([&](detail::Engine& engine) {
      const Job import = engine.build("import", {{"files", "photos/1.jpg"}, {"size", size}}, kHere);
      const Job hist = engine.build("hist", {{"source", import}}, kHere);
      engine.build("hist", {{"source", hist}}, kHere);
    });
  };
  build_three(1);
  const BuildResult second = build_three(2);
  EXPECT_EQ(second.text(), "made import dev-3, reused hist dev-1, reused hist dev-2");
  EXPECT_EQ(second.reason(2), "");
}

TEST_F(Cutoff, ComparesTheColumnsThatWereRead) {
  more_ = {"more"};
  EXPECT_TRUE(is_reused({{"n"}, true, false, false, false}));
}
TEST_F(Cutoff, ComparesEachColumn) {
  more_ = {"more"};
  EXPECT_FALSE(is_reused({{"n", "more"}, true, false, false, false}));
}
TEST_F(Cutoff, ComparesAllColumnsOfASourceThatIsAppendedTo) {
  more_ = {"more"};
  EXPECT_FALSE(is_reused({{}, false, false, true, false}));
}
TEST_F(Cutoff, KnowsColumnsThatAreMissing) {
  EXPECT_TRUE(is_reused({{"filename"}, true, false, false, false}));
}
TEST_F(Cutoff, ComparesTheSliceBorders) {
  rows_ = {{2, 4}};
  EXPECT_FALSE(is_reused({{}, true, false, false, false}));
}
TEST_F(Cutoff, DoesNotCompareWhatNobodyRead) {
  rows_ = {{2, 4}};
  EXPECT_TRUE(is_reused({{}, false, true, false, false}));
}
TEST_F(Cutoff, IsNotForJobsThatReadTheJobOfADataset) {
  EXPECT_FALSE(is_reused({{"n"}, false, false, false, true}));
}
TEST_F(Cutoff, ComparesTheListOfColumns) {
  world_.runner.reads = {{kImported, {{}, false, true, false, false}}};
  build(1);
  more_ = {"more"};
  EXPECT_EQ(build(2).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, IsNotForJobsOfEarlierVersions) {
  world_.runner.reads.reset();
  build(1);
  EXPECT_EQ(build(2).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, IsNotForJobsWithOtherSlices) {
  world_.runner.reads = InputReads();  // the method may ask for its slices
  build(1);
  world_.project.slices = 3;
  EXPECT_EQ(build(2).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, IsNotForJobsWithTooManyBadRows) {
  world_.runner.bad_rows = 2;
  build(1);
  world_.runner.bad_rows = 0;
  EXPECT_EQ(build(2, {}, 1).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, LimitsBadRowsLater) {
  world_.runner.bad_rows = 2;
  build(1);
  EXPECT_EQ(build(2).text(), "made import dev-2, reused hist dev-1");
  world_.runner.bad_rows = 0;
  const BuildResult limited = build(2, {}, 1);
  EXPECT_EQ(limited.text(), "reused import dev-2, made hist dev-3");
  EXPECT_EQ(limited.reason(1), "dev-1 has 2 bad rows, 1 is allowed");
  EXPECT_EQ(build(2).text(), "reused import dev-2, reused hist dev-3");
}

TEST_F(Cutoff, IsNotForAKeyThatHasAFinishedJob) {
  world_.runner.bad_rows = 2;
  build(2);
  world_.runner.bad_rows = 0;
  world_.runner.reads = {{{"dev-2", "default"}, {{"n"}, true, false, false, false}}};
  EXPECT_EQ(build(1, {}, 1).text(), "made import dev-2, made hist dev-3");
  EXPECT_EQ(build(2, {}, 1).text(), "reused import dev-0, made hist dev-4") << "dev-1 is bad";
  BuildMode mode;
  mode.is_dry_run = true;
  EXPECT_EQ(build(1, mode).text(), "reused import dev-2, reused hist dev-3");
}

TEST_F(Cutoff, IsBypassedByForce) {
  build(1);
  EXPECT_EQ(build(2, world_.forcing("hist")).text(), "made import dev-2, made hist dev-3");
  EXPECT_EQ(build(2).text(), "reused import dev-2, reused hist dev-3");
}

TEST_F(Cutoff, ShowsInADryRun) {
  build(1);
  build(2);
  remove_tree(world_.project.workdir + "/.index");
  BuildMode mode;
  mode.is_dry_run = true;
  Store(world_.project.workdir);  // makes the index, without further keys
  EXPECT_EQ(build(2, mode).text(), "reused import dev-2, reused hist dev-1");
  EXPECT_TRUE(Store(world_.project.workdir).further_entries("dev-1").empty());
}

TEST_F(Cutoff, ReplacesAJobThatFailed) {
  world_.runner.fate = [](const JobSetup& setup) {
    return setup.task.method == "hist" ? Fate::fails : Fate::ends;
  };
  EXPECT_EQ(build(2).text(), "made import dev-0, failed hist dev-1");
  world_.runner.fate = nullptr;
  world_.runner.reads = {{{"dev-2", "default"}, {{"n"}, true, false, false, false}}};
  EXPECT_EQ(build(1).text(), "made import dev-2, made hist dev-3");
  EXPECT_EQ(build(2).text(), "reused import dev-0, reused hist dev-3");
}

TEST_F(Cutoff, DoesWithoutAJobThatIsGoneOrDamaged) {
  build(1);
  build(2);
  remove_tree(world_.job_path("dev-1"));
  const BuildResult made = build(2);
  EXPECT_EQ(made.text(), "reused import dev-2, made hist dev-3");
  EXPECT_EQ(made.reason(1), "the same job, dev-1, is gone");
  write_file(world_.job_path("dev-3") + "/post.json", "{");
  EXPECT_EQ(build(1).text(), "reused import dev-0, made hist dev-4");
}

TEST_F(Cutoff, DoesNotGoOnWithAnUnfinishedJobOfAnotherKey) {
  build(1);
  build(2);
  remove_file(world_.job_path("dev-1") + "/post.json");
  EXPECT_EQ(build(2).text(), "reused import dev-2, made hist dev-3");
}

TEST_F(Cutoff, NeedsTheInputThatWasRead) {
  build(1);
  remove_tree(world_.job_path("dev-0"));
  EXPECT_EQ(build(2).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, IsNotForAnInputThatWasReplacedUnderItsName) {
  build(1);
  write_file(world_.job_path("dev-0") + "/key.txt", "another job");
  EXPECT_EQ(build(2).text(), "made import dev-2, made hist dev-3");
}

TEST_F(Cutoff, IsNotForAFurtherKeyWhoseJobWasReplaced) {
  build(1);
  build(2);
  const std::string path = world_.job_path("dev-1") + "/post.json";
  Document post = read_json(path);
  post["keys"] = {digest_of("another").hex()};
  write_json(path, post);
  EXPECT_EQ(build(2).text(), "reused import dev-2, made hist dev-3");
}

}  // namespace
}  // namespace accel
