// SPDX-License-Identifier: Apache-2.0
// What a build decides about each job, with a fake runner.
#include "engine_world.h"
#include "job/post_file.h"

#include <gtest/gtest.h>

#include <thread>

#include <chrono>
#include <future>
#include <thread>

namespace accel {
namespace {

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    world_.write_method("import", "one");
    world_.write_method("thumb", "one");
  }
  ~EngineTest() override {
    if (HasFailure()) world_.folder.keep();
  }

  /// An import, and a thumbnail of it.
  BuildResult build_two(int size = 1, const BuildMode& mode = {}) {
    return world_.run(
        [&](detail::Engine& engine) {
          const Job import = engine.build("import", {{"files", "photos/1.jpg"}}, kHere);
          engine.build("thumb", {{"size", size}, {"source", import}}, kHere);
        },
        mode);
  }
  /// One job that reads no other.
  BuildResult build(int size = 1, const BuildMode& mode = {}) {
    return world_.build("thumb", {{"size", size}}, mode);
  }
  BuildResult build_with_max_bad(int max_bad) {
    return world_.build("thumb", {{"max_bad", max_bad}});
  }
  void set_fate(Fate fate) {
    world_.runner.fate = [fate](const JobSetup&) { return fate; };
  }
  void remove(const std::string& id) { remove_tree(world_.job_path(id)); }

  EngineWorld world_;
};

TEST_F(EngineTest, MakesJobsOnceAndReusesThem) {
  const BuildResult first = build_two();
  EXPECT_EQ(first.text(), "made import dev-0, made thumb dev-1");
  EXPECT_EQ(first.totals.made, 2);
  EXPECT_EQ(first.reason(0), "never built before");
  EXPECT_EQ(first.lines[1].at("rows"), 100);
  EXPECT_EQ(first.lines[1].at("seconds"), 2.5) << "of the job, not of its process";
  const BuildResult second = build_two();
  EXPECT_EQ(second.text(), "reused import dev-0, reused thumb dev-1");
  EXPECT_EQ(second.totals.reused, 2);
  EXPECT_EQ(world_.runner.ran.size(), 2U);
}

TEST_F(EngineTest, WritesAllThatAJobNeedsBeforeItRuns) {
  build_two();
  const JobSetup& setup = world_.runner.ran.at(1);
  EXPECT_EQ(setup.job, "dev-1");
  EXPECT_EQ(setup.task.datasets.at("source")[0].dataset, "default");
  EXPECT_EQ(setup.limits.slices, 4) << "those of its source";
  EXPECT_EQ(setup.environment.workdirs.at("dev"), world_.project.workdir);
  EXPECT_EQ(setup.origin.script, "build.cpp");
  EXPECT_EQ(setup.origin.line, 7);
  EXPECT_EQ(setup.origin.versions.at("compiler"), "made-up compiler 1.0");
  EXPECT_EQ(read_file(world_.job_path("dev-1") + "/source/thumb.cpp"), "one");
  const std::string transcript = read_file(world_.job_path("dev-1") + "/key.txt");
  EXPECT_EQ(digest_of(transcript).hex(), setup.task.key);
  const std::string source_key = world_.runner.ran.at(0).task.key;
  EXPECT_NE(transcript.find("dev-0/default " + source_key), std::string::npos) << transcript;
  EXPECT_TRUE(exists(world_.job_path("dev-0") + "/inputs/files.tsv"));
}

TEST_F(EngineTest, MakesAgainWhatAnOptionOrAnEditChanges) {
  build_two();
  EXPECT_EQ(build_two(2).text(), "reused import dev-0, made thumb dev-2");
  EXPECT_EQ(build_two(1).text(), "reused import dev-0, reused thumb dev-1");
  world_.write("photos/1.jpg", "two");
  EXPECT_EQ(build_two().text(), "made import dev-3, made thumb dev-4");
  world_.write_method("thumb", "int two;");
  EXPECT_EQ(build_two().text(), "reused import dev-3, made thumb dev-5");
  world_.write_method("thumb", "int  two;  // the same tokens");
  EXPECT_EQ(build_two().text(), "reused import dev-3, reused thumb dev-5");
}

TEST_F(EngineTest, ReportsAJobThatFails) {
  set_fate(Fate::fails);
  const BuildResult result = build();
  EXPECT_EQ(result.text(), "failed thumb dev-0");
  EXPECT_EQ(result.reason(0), "a bad picture");
  EXPECT_EQ(result.totals.failed, 1);
  EXPECT_EQ(result.error,
            "a bad picture\n  in analysis of thumb (dev-0), slice 1 of 4, row 17\n  really\n"
            "  build.cpp:7");
  EXPECT_FALSE(result.is_machine_error);
}

TEST_F(EngineTest, GoesOnWithAJobThatFailedOrWasCutShort) {
  set_fate(Fate::fails);
  build();
  set_fate(Fate::is_cut_short);
  const BuildResult again = build();
  EXPECT_EQ(again.text(), "failed thumb dev-0");
  EXPECT_EQ(again.reason(0), "its process was killed by signal 9 (killed)");
  EXPECT_EQ(world_.runner.ran.back().origin.why.text, "dev-0 failed before");
  set_fate(Fate::ends);
  const BuildResult last = build();
  EXPECT_EQ(last.text(), "made thumb dev-0");
  EXPECT_EQ(last.reason(0), "dev-0 was cut short before");
  EXPECT_EQ(last.lines[0].at("kept_slices"), 1);
}

TEST_F(EngineTest, BeginsAnewWhereTheSlicesOfAJobThatWasCutShortDoNotFit) {
  set_fate(Fate::is_cut_short);
  EXPECT_EQ(build().reason(0), "its process was killed by signal 9 (killed)");
  set_fate(Fate::ends);
  world_.project.slices = 3;
  const BuildResult result = build();
  EXPECT_EQ(result.text(), "made thumb dev-1");
  EXPECT_EQ(result.reason(0), "dev-0 was cut short before");
  EXPECT_EQ(build().text(), "reused thumb dev-1");
}

TEST_F(EngineTest, ReusesAJobWhoseBadRowsAreAllowed) {
  world_.runner.bad_rows = 5;
  EXPECT_EQ(build_with_max_bad(5).text(), "made thumb dev-0");
  EXPECT_EQ(build_with_max_bad(5).text(), "reused thumb dev-0");
  const BuildResult strict = build_with_max_bad(4);
  EXPECT_EQ(strict.text(), "failed thumb dev-1");
  EXPECT_EQ(build_with_max_bad(5).text(), "reused thumb dev-0")
      << "a run that failed does not take the place of a finished job";
  world_.runner.bad_rows = 0;
  const BuildResult better = build_with_max_bad(4);
  EXPECT_EQ(better.text(), "made thumb dev-2");
  EXPECT_EQ(better.reason(0), "dev-0 has 5 bad rows, 4 are allowed");
  EXPECT_EQ(build_with_max_bad(0).text(), "reused thumb dev-2");
}

TEST_F(EngineTest, MakesForcedMethodsAgainOnceABuild) {
  build_two();
  const BuildMode forced = world_.forcing("thumb");
  const BuildResult result = build_two(1, forced);
  EXPECT_EQ(result.text(), "reused import dev-0, made thumb dev-2");
  EXPECT_EQ(result.reason(1), "forced");
  EXPECT_EQ(build_two(1, forced).text(), "reused import dev-0, reused thumb dev-2")
      << "another script of the same build";
}

TEST_F(EngineTest, ComparesAJobWithTheLastOneOfItsCallWhateverItsCode) {
  const auto counterpart = [&] { return world_.runner.ran.back().counterpart; };
  build_two();
  EXPECT_EQ(counterpart(), "");
  build_two(2);
  EXPECT_EQ(counterpart(), "dev-1");
  world_.write_method("thumb", "int two;");
  set_fate(Fate::is_cut_short);
  EXPECT_EQ(build_two(2).text(), "reused import dev-0, failed thumb dev-3");
  EXPECT_EQ(counterpart(), "dev-2");
  set_fate(Fate::ends);
  build_two(1);
  EXPECT_EQ(build_two(2).text(), "reused import dev-0, made thumb dev-3");
  EXPECT_EQ(counterpart(), "dev-2") << "its finished slices may keep values of that one";
  build_two(2, world_.forcing("thumb"));
  EXPECT_EQ(counterpart(), "");
}

TEST_F(EngineTest, KeepsTheJobBeforeWhereTheForcedOneFails) {
  build();
  set_fate(Fate::fails);
  EXPECT_EQ(build(1, world_.forcing("thumb")).text(), "failed thumb dev-1");
  EXPECT_EQ(build().text(), "reused thumb dev-0");
}

TEST_F(EngineTest, DoesNotGoOnWithAJobThatIsForced) {
  set_fate(Fate::is_cut_short);
  build();
  set_fate(Fate::ends);
  EXPECT_EQ(build(1, world_.forcing("thumb")).text(), "made thumb dev-1");
}

TEST_F(EngineTest, MakesAgainAJobWhoseFolderIsGone) {
  build();
  remove("dev-0");
  const BuildResult result = build();
  EXPECT_EQ(result.text(), "made thumb dev-1");
  EXPECT_EQ(result.reason(0), "the same job, dev-0, is gone");
}

TEST_F(EngineTest, MakesAJobAgainThatIsRemovedWhileItIsMade) {
  world_.runner.fate = [this](const JobSetup&) {
    return world_.runner.ran.size() == 1 ? Fate::is_removed : Fate::ends;
  };
  EXPECT_EQ(build().text(), "made thumb dev-1");
  EXPECT_EQ(build().text(), "reused thumb dev-1");
}

TEST_F(EngineTest, FailsWhenAJobThatItReadsIsRemoved) {
  world_.runner.fate = [this](const JobSetup& setup) {
    if (setup.task.method != "thumb") return Fate::ends;
    remove("dev-0");
    return Fate::fails;
  };
  const BuildResult result = build_two();
  EXPECT_EQ(result.text(), "made import dev-0, failed thumb dev-1");
  EXPECT_EQ(result.error,
            "job dev-0 was removed while the build ran; run the build again\n  build.cpp:7");
}

TEST_F(EngineTest, IgnoresALinkThatLeadsToTheJobOfAnotherKey) {
  build(1);
  build(2);
  remove("dev-0");
  rename_file(world_.job_path("dev-1"), world_.job_path("dev-0"));
  EXPECT_EQ(build(1).text(), "made thumb dev-2");
  EXPECT_EQ(build(1).text(), "reused thumb dev-2");
}

TEST_F(EngineTest, EndsAsTheMachineDoes) {
  set_fate(Fate::machine_fails);
  const BuildResult result = build();
  EXPECT_EQ(result.reason(0), "its process exited with status 3");
  EXPECT_EQ(result.error, "no space left on device\n  build.cpp:7");
  EXPECT_TRUE(result.is_machine_error);
}

TEST_F(EngineTest, ReportsAJobThatEndsWellWhenItIsInterrupted) {
  set_fate(Fate::ends_though_interrupted);
  const BuildResult result = build();
  EXPECT_TRUE(result.is_interrupted);
  EXPECT_EQ(result.text(), "made thumb dev-0");
  EXPECT_EQ(result.totals.made, 1U);
}

TEST_F(EngineTest, RefusesToBuildInAnotherThread) {
  std::string message;
  world_.run([&](detail::Engine& engine) {
    std::thread([&] {
      try {
        engine.build("thumb", {}, kHere);
      } catch (const Error& error) {
        message = error.what();
      }
    }).join();
  });
  EXPECT_EQ(
      message,
      "urd.build was called outside the thread of accel_main\n  build.cpp:7\n  use it in that "
      "thread: independent jobs run side by side anyway");
}

TEST_F(EngineTest, LeavesAJobThatIsInterruptedToTheNextBuild) {
  set_fate(Fate::is_interrupted);
  const BuildResult result = build();
  EXPECT_TRUE(result.is_interrupted);
  EXPECT_TRUE(result.lines.empty());
  set_fate(Fate::ends);
  EXPECT_EQ(build().text(), "made thumb dev-0");
}

TEST_F(EngineTest, SharesTheJobThatAnotherBuildMakes) {
  std::promise<void> has_begun;
  std::future<BuildResult> other;
  EngineWorld* world = &world_;
  world_.runner.fate = [&](const JobSetup&) {  // its key is locked now
    if (other.valid()) return Fate::fails;     // of the other build
    other = std::async(std::launch::async, [&] {
      return world->run([&](detail::Engine& engine) {
        has_begun.set_value();
        engine.build("thumb", {}, kHere);
      });
    });
    has_begun.get_future().wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // or it finds it at once
    return Fate::ends;
  };
  EXPECT_EQ(build().text(), "made thumb dev-0");
  EXPECT_EQ(other.get().text(), "reused thumb dev-0");
}

TEST_F(EngineTest, SaysInADryRunWhatItWouldMake) {
  BuildMode dry;
  dry.is_dry_run = true;
  const BuildResult result = build_two(1, dry);
  EXPECT_EQ(result.text(), "would make import, would make thumb");
  EXPECT_EQ(result.reason(1), "reads import, which is not made yet");
  EXPECT_FALSE(exists(world_.project.workdir));
  build_two();
  EXPECT_EQ(build_two(1, dry).text(), "reused import dev-0, reused thumb dev-1");
  const BuildResult other = build_two(2, dry);
  EXPECT_EQ(other.text(), "reused import dev-0, would make thumb");
  EXPECT_EQ(other.reason(1), "option size: 1 became 2");
  world_.write("photos/1.jpg", "another");
  const BuildResult below = build_two(1, dry);
  EXPECT_EQ(below.text(), "would make import, may make thumb");
  EXPECT_EQ(below.reason(1), "depends on import, which is not made yet");
  EXPECT_EQ(below.totals.may_make, 1);
  EXPECT_EQ(build_two(2, dry).text(), "would make import, would make thumb");
  EXPECT_EQ(world_.runner.ran.size(), 2U);
}

TEST_F(EngineTest, SaysInADryRunThatAnotherBuildMakesTheJobNow) {
  BuildMode dry;
  dry.is_dry_run = true;
  std::string meanwhile;
  world_.runner.fate = [&](const JobSetup&) {
    meanwhile = build(1, dry).reason(0);
    return Fate::is_cut_short;
  };
  build();
  EXPECT_EQ(meanwhile, "dev-0 is being made now");
  EXPECT_EQ(build(1, dry).reason(0), "dev-0 was cut short before");
}

TEST_F(EngineTest, StopsADryRunThatIsAskedForWhatIsNotMade) {
  BuildMode dry;
  dry.is_dry_run = true;
  const auto ask = [](detail::Engine& engine) {
    (void)engine.build("import", {{"files", "photos/1.jpg"}}, kHere).dataset().row_count();
  };
  EXPECT_TRUE(world_.run(ask, dry).not_made);
}

TEST_F(EngineTest, RejectsWrongArgumentsBeforeAnythingIsMade) {
  const BuildResult result = world_.build("thumb", {{"sise", 1}});
  EXPECT_NE(result.error.find("did you mean 'size'?"), std::string::npos) << result.error;
  EXPECT_NE(result.error.find("build.cpp:7"), std::string::npos) << result.error;
  EXPECT_TRUE(result.lines.empty());
  EXPECT_TRUE(Store(world_.project.workdir).list().empty());
}

}  // namespace
}  // namespace accel
