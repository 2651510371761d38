// SPDX-License-Identifier: Apache-2.0
// Jobs of one script side by side, with a fake runner: what starts when, and what a script gets.
#include "engine_world.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace accel {
namespace {

class SideBySide : public ::testing::Test {
 protected:
  SideBySide() {
    world_.write_method("import", "one");
    world_.write_method("thumb", "one");
    world_.runner.cores = 2;
  }
  ~SideBySide() override {
    if (HasFailure()) world_.folder.keep();
  }

  static Job thumb(detail::Engine& engine, int size) {
    return engine.build("thumb", {{"size", size}}, {"build.cpp", size});
  }
  static Job thumb_of(detail::Engine& engine, const Job& source, int size = 1) {
    return engine.build("thumb", {{"size", size}, {"source", source}}, {"build.cpp", size});
  }
  static Job import(detail::Engine& engine) {
    return engine.build("import", {{"files", "photos/1.jpg"}}, kHere);
  }
  /// The job that was started last ends first.
  void end_the_last_first() {
    world_.runner.next = [](std::size_t running) { return running - 1; };
  }
  /// The job with this option fails.
  void fail_size(int size) {
    world_.runner.fate = [size](const JobSetup& setup) {
      return setup.task.options.at("size") == Value(size) ? Fate::fails : Fate::ends;
    };
  }
  /// The option `size` of each job that was started, in order.
  std::vector<std::int64_t> started() const {
    std::vector<std::int64_t> sizes;
    for (const JobSetup& setup : world_.runner.ran) {
      sizes.push_back(setup.task.options.at("size").whole());
    }
    return sizes;
  }
  static std::string message_of(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }

  EngineWorld world_;
};

using Sizes = std::vector<std::int64_t>;

TEST_F(SideBySide, RunAsManyAsThereAreCores) {
  const auto four = [](detail::Engine& engine) {
    for (const int size : {1, 2, 3, 4}) thumb(engine, size);
  };
  EXPECT_EQ(world_.run(four).text(),
            "made thumb dev-0, made thumb dev-1, made thumb dev-2, made thumb dev-3");
  EXPECT_EQ(world_.runner.most_running, 2U);
}

TEST_F(SideBySide, HaveLinesInTheOrderOfTheScript) {
  end_the_last_first();
  const BuildResult result = world_.run([](detail::Engine& engine) {
    for (const int size : {1, 2, 3}) thumb(engine, size);
  });
  EXPECT_EQ(result.text(), "made thumb dev-0, made thumb dev-1, made thumb dev-2");
  EXPECT_EQ(result.totals.made, 3);
}

TEST_F(SideBySide, StartInTheOrderOfTheScriptWhenTheirInputsHaveEnded) {
  end_the_last_first();
  const BuildResult result = world_.run([](detail::Engine& engine) {
    const Job source = thumb(engine, 1);
    thumb_of(engine, source, 2);
    thumb(engine, 3);
    thumb(engine, 4);
  });
  // 1 and 3 run; 3 ends, 4 starts and ends; 1 ends.
  EXPECT_EQ(started(), (Sizes{1, 3, 4, 2}));
  EXPECT_EQ(result.text(),
            "made thumb dev-0, made thumb dev-3, made thumb dev-1, made thumb dev-2");
  const std::string key = read_file(world_.job_path("dev-3") + "/key.txt");
  EXPECT_NE(key.find("dev-0/default"), std::string::npos) << key;
}

TEST_F(SideBySide, BuildDoesNotWaitForTheJobButQuestionsDo) {
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const Job source = import(engine);
    const Job job = thumb_of(engine, source);
    EXPECT_TRUE(source);
    EXPECT_TRUE(job);
    EXPECT_EQ(source, source);
    EXPECT_EQ(world_.runner.ran.size(), 1U) << "its key is not known yet";
    EXPECT_EQ(source.id(), "dev-0");
    EXPECT_EQ(world_.runner.ran.size(), 2U) << "it has started meanwhile";
    EXPECT_EQ(job.path(), world_.job_path("dev-1"));
    EXPECT_EQ(job.dataset().job(), "dev-1");
  });
  EXPECT_EQ(result.error, "");
}

TEST_F(SideBySide, ADatasetOfARunningJobIsPassedOnWithoutWaiting) {
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const Dataset dataset = import(engine).dataset();
    const Job job = engine.build("thumb", {{"source", dataset}}, kHere);
    EXPECT_EQ(world_.runner.ran.size(), 1U);
    EXPECT_EQ(dataset.slices(), 4) << "waits, and reads it";
    EXPECT_EQ(dataset.job(), "dev-0");
    const Job again = engine.build("thumb", {{"source", dataset}}, kHere);
    EXPECT_EQ(again.id(), job.id());
  });
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.text(), "made import dev-0, made thumb dev-1, reused thumb dev-1");
}

TEST_F(SideBySide, EqualCallsMakeOneJob) {
  const auto twice = [](detail::Engine& engine) {
    const Job first = thumb(engine, 1);
    EXPECT_EQ(thumb(engine, 1), first);
  };
  EXPECT_EQ(world_.run(twice).text(), "made thumb dev-0, reused thumb dev-0");
  EXPECT_EQ(world_.runner.ran.size(), 1U);
}

TEST_F(SideBySide, AFailureIsThrownByTheNextQuestion) {
  fail_size(2);
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const Job good = thumb(engine, 1);
    const Job bad = thumb(engine, 2);
    EXPECT_EQ(good.id(), "dev-0");
    EXPECT_EQ(message_of([&] { (void)bad.id(); }), "a bad picture");
    EXPECT_EQ(thumb(engine, 3).id(), "dev-2") << "the script knows, and goes on";
  });
  EXPECT_EQ(result.text(), "made thumb dev-0, failed thumb dev-1, made thumb dev-2");
  EXPECT_EQ(result.error, "");
}

TEST_F(SideBySide, AFailureIsThrownByTheNextBuildThatTakesTheJob) {
  fail_size(2);
  world_.runner.ends_unasked = [] { return true; };
  world_.run([&](detail::Engine& engine) {
    const Job bad = thumb(engine, 2);
    thumb(engine, 1);
    EXPECT_EQ(message_of([&] { thumb_of(engine, bad, 3); }), "a bad picture");
  });
  EXPECT_EQ(started(), (Sizes{2, 1}));
}

TEST_F(SideBySide, AFailureIsThrownAtTheEndOfTheScript) {
  fail_size(2);
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const Job bad = thumb(engine, 2);
    thumb_of(engine, bad, 1);
  });
  EXPECT_EQ(result.text(), "failed thumb dev-0");
  EXPECT_NE(result.error.find("a bad picture"), std::string::npos);
  EXPECT_NE(result.error.find("build.cpp:2"), std::string::npos) << result.error;
  EXPECT_EQ(result.totals.failed, 1);
}

TEST_F(SideBySide, AfterAFailureRunningJobsEndWellButNoneStarts) {
  fail_size(1);
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    for (const int size : {1, 2, 3, 4}) thumb(engine, size);
  });
  EXPECT_EQ(result.text(), "failed thumb dev-0, made thumb dev-1");
  EXPECT_EQ(started(), (Sizes{1, 2}));
}

TEST_F(SideBySide, AJobThatAFailureKeptFromStartingThrowsThatFailure) {
  fail_size(1);
  world_.run([&](detail::Engine& engine) {
    thumb(engine, 1);
    thumb(engine, 2);
    const Job third = thumb(engine, 3);
    EXPECT_EQ(message_of([&] { (void)third.id(); }), "a bad picture");
    EXPECT_EQ(third.id(), "dev-2") << "the script knows, and goes on";
  });
}

TEST_F(SideBySide, KeepGoingMakesAllThatDoesNotDependOnAFailure) {
  fail_size(1);
  BuildMode mode;
  mode.keep_going = true;
  const BuildResult result = world_.run(
      [&](detail::Engine& engine) {
        const Job bad = thumb(engine, 1);
        thumb_of(engine, bad, 2);
        thumb_of(engine, thumb(engine, 3), 4);
      },
      mode);
  EXPECT_EQ(result.text(), "failed thumb dev-0, made thumb dev-1, made thumb dev-2");
  EXPECT_EQ(started(), (Sizes{1, 3, 4}));
}

TEST_F(SideBySide, AllFailuresAreReported) {
  world_.runner.fate = [](const JobSetup&) { return Fate::fails; };
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    thumb(engine, 1);
    thumb(engine, 2);
  });
  EXPECT_NE(result.error.find("build.cpp:1"), std::string::npos) << result.error;
  ASSERT_EQ(result.more_errors.size(), 1U);
  EXPECT_NE(result.more_errors[0].find("build.cpp:2"), std::string::npos) << result.more_errors[0];
}

TEST_F(SideBySide, RunningJobsEndWellWhenTheScriptThrows) {
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    for (const int size : {1, 2, 3}) thumb(engine, size);
    throw Error("of the script");
  });
  EXPECT_EQ(result.text(), "made thumb dev-0, made thumb dev-1");
  EXPECT_EQ(result.error, "of the script");
}

TEST_F(SideBySide, WrongInputsAreReportedWithTheLineOfTheirCall) {
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    engine.build("thumb", {{"source", import(engine).dataset("other")}}, {"build.cpp", 12});
  });
  EXPECT_NE(result.error.find("other"), std::string::npos) << result.error;
  EXPECT_NE(result.error.find("build.cpp:12"), std::string::npos) << result.error;
  EXPECT_EQ(result.text(), "made import dev-0");
}

TEST_F(SideBySide, AnInterruptShowsAllThatEndedWell) {
  end_the_last_first();
  world_.runner.fate = [](const JobSetup&) { return Fate::ends_though_interrupted; };
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    for (const int size : {1, 2, 3}) thumb(engine, size);
  });
  EXPECT_TRUE(result.is_interrupted);
  EXPECT_EQ(result.text(), "made thumb dev-0, made thumb dev-1");
}

TEST_F(SideBySide, LinksAreMadeWhenTheJobHasEndedInTheOrderOfTheScript) {
  end_the_last_first();
  world_.runner.writes = "a.txt";
  const std::string results = world_.path("results");
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const Job first = thumb(engine, 1);
    const Job second = thumb(engine, 2);
    first.link_results("*.txt", "one");
    second.link_results("*.txt", "two");
    EXPECT_FALSE(exists(results));
    (void)second.id();  // waits for its links, and so for those of the first
    EXPECT_TRUE(exists(results + "/one/a.txt"));
    EXPECT_TRUE(exists(results + "/two/a.txt"));
  });
  EXPECT_EQ(result.error, "");
}

TEST_F(SideBySide, LinksThatCannotBeMadeAreReportedWithTheirLine) {
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    thumb(engine, 1).link_results("*.png", "", {"build.cpp", 34});
  });
  EXPECT_NE(result.error.find("no file of job dev-0 matches '*.png'"), std::string::npos)
      << result.error;
  EXPECT_NE(result.error.find("build.cpp:34"), std::string::npos) << result.error;
}

TEST_F(SideBySide, AQuestionInAnotherThreadIsAnErrorUntilTheJobHasEnded) {
  std::string before, after;
  world_.run([&](detail::Engine& engine) {
    const Job job = thumb(engine, 1);
    const auto ask = [&](std::string& message) {
      std::thread([&] { message = message_of([&] { (void)job.id(); }); }).join();
    };
    ask(before);
    (void)job.id();
    ask(after);
  });
  EXPECT_EQ(before, "an unfinished job was used outside the thread of accel_main");
  EXPECT_EQ(after, "");
}

TEST_F(SideBySide, AFailureOfEqualCallsIsSharedUnlessTheirLimitsDiffer) {
  world_.runner.bad_rows = 3;
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    const auto build = [&](int max_bad) {
      return engine.build("thumb", {{"max_bad", max_bad}}, kHere);
    };
    const Job strict = build(0);
    const Job equal = build(0);
    const Job lax = build(5);
    EXPECT_EQ(message_of([&] { (void)strict.id(); }), "too many bad rows");
    EXPECT_EQ(message_of([&] { (void)equal.id(); }), "too many bad rows");
    EXPECT_EQ(lax.id(), "dev-0");
  });
  EXPECT_EQ(result.text(), "failed thumb dev-0, made thumb dev-0");
}

TEST_F(SideBySide, ALongChainFailsAsAWhole) {
  fail_size(1);
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    Job last = thumb(engine, 1);
    for (int i = 0; i < 100'000; ++i) last = thumb_of(engine, last, 2);
  });
  EXPECT_EQ(result.text(), "failed thumb dev-0");
}

TEST_F(SideBySide, LinksThatCannotBeMadeAreAnErrorOfTheirJobOnce) {
  world_.run([&](detail::Engine& engine) {
    const Job job = thumb(engine, 1);
    job.link_results("*.png", "", kHere);
    EXPECT_EQ(message_of([&] { (void)job.id(); }),
              "link_results: no file of job dev-0 matches '*.png'");
    EXPECT_EQ(job.id(), "dev-0");
    EXPECT_EQ(thumb_of(engine, job, 2).id(), "dev-1");
  });
}

TEST_F(SideBySide, FailuresAreThrownInTheOrderOfTheScript) {
  end_the_last_first();
  world_.runner.fate = [](const JobSetup&) { return Fate::fails; };
  const BuildResult result = world_.run([&](detail::Engine& engine) {
    thumb(engine, 1);
    thumb(engine, 2);
  });
  EXPECT_NE(result.error.find("build.cpp:1"), std::string::npos) << result.error;
}

}  // namespace
}  // namespace accel
