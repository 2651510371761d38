// SPDX-License-Identifier: Apache-2.0
// Links in results/, and the log of builds that they are noted in.
#include "base/json.h"
#include "base/sys.h"
#include "job/post_file.h"
#include "made_jobs.h"
#include "urd/result_links.h"
#include "workdir/build_log.h"
#include "workdir/script_log.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Texts = std::vector<std::string>;

class ResultsTest : public ::testing::Test {
 protected:
  ResultsTest() {
    project_.folder = folder_.path();
    project_.workdir = folder_.path() + "/workdirs/dev";
    make_folders(project_.workdir);
    for (const char* script : {"a.cpp", "b.cpp"}) write_file(folder_.path() + "/" + script, "");
  }

  /// A finished job that wrote files of these names.
  Job make_job(const std::string& id, const Texts& names) const {
    const Store store(project_.workdir);
    begin_job(store, id, "m");
    finish_job(store, id);
    const std::string path = store.job_path(id) + "/post.json";
    Document post = read_json(path);
    for (const std::string& name : names) {
      post["files"].push_back({{"name", name}, {"size", 0}, {"checksum", ""}});
      const std::string file = join_path(store.job_path(id), name);
      if (name.find('/') != name.npos) make_folders(parent_path(file));
      write_file(file, id);
    }
    write_json(path, post);
    return {id, store.job_path(id)};
  }

  struct Call {
    Job job;
    std::string pattern, folder;
  };
  /// One build of a script that makes these calls; `ends`: it comes to its end.
  void build(const std::string& script, const std::vector<Call>& calls, bool ends = true) const {
    BuildLog log(project_, {script}, {}, true);
    ScriptLog part(log, project_, script);
    Results results(project_, part);
    for (const Call& call : calls) results.link_results(call.job, call.pattern, call.folder);
    if (ends) {
      results.finish();
      part.done();
    }
    log.end(ends ? 0 : 1, 0, 0, 0);
  }
  Texts links() const { return list_tree(project_.results()); }
  std::string job_behind(const std::string& link) const {
    return find_contents(join_path(project_.results(), link)).value_or("");
  }

  TemporaryFolder folder_;
  Project project_;
};

TEST_F(ResultsTest, ReplacesExactlyWhatAnEarlierCallPutThere) {
  const Job first = make_job("dev-0", {"a.jpg", "b.jpg", "c.txt"});
  const Job second = make_job("dev-1", {"b.jpg"});
  build("a.cpp", {{first, "*.jpg", "x"}});
  write_file(project_.results() + "/x/mine", "");
  EXPECT_EQ(links(), (Texts{"x/a.jpg", "x/b.jpg", "x/mine"}));
  build("a.cpp", {{second, "*.jpg", "x"}});
  EXPECT_EQ(links(), (Texts{"x/b.jpg", "x/mine"}));
  EXPECT_EQ(job_behind("x/b.jpg"), "dev-1");
}

TEST_F(ResultsTest, RemovesWhatRunsLeftThatDidNotComeToTheirEnd) {
  const Job first = make_job("dev-0", {"a.jpg"});
  const Job second = make_job("dev-1", {"b.jpg"});
  build("a.cpp", {{first, "*", ""}});
  build("a.cpp", {{second, "*", ""}}, false);
  EXPECT_EQ(links(), (Texts{"a.jpg", "b.jpg"}));
  build("a.cpp", {});
  EXPECT_EQ(links(), Texts{});
}

TEST_F(ResultsTest, RemovesTheLinkThatAKilledBuildWasReplacing) {
  const Job job = make_job("dev-0", {"a.jpg", "s/b.jpg"});
  make_folders(project_.results() + "/s");
  replace_link("x", project_.results() + "/.tmp-123");
  replace_link("x", project_.results() + "/s/.tmp-4567");
  replace_link("x", project_.results() + "/.tmp-mine");
  write_file(project_.results() + "/.tmp-89", "");
  build("a.cpp", {{job, "**", ""}});
  EXPECT_EQ(links(), (Texts{".tmp-89", ".tmp-mine", "a.jpg", "s/b.jpg"}));
}

TEST_F(ResultsTest, LeavesWhatAnotherScriptAsksFor) {
  const Job job = make_job("dev-0", {"a.jpg", "b.txt"});
  build("a.cpp", {{job, "*", "x"}});
  build("b.cpp", {{job, "*.jpg", "x"}});
  build("a.cpp", {});
  EXPECT_EQ(links(), Texts{"x/a.jpg"});
}

TEST_F(ResultsTest, RejectsANameThatTwoJobsWantInOneRun) {
  const Job first = make_job("dev-0", {"a.jpg", "b.jpg"});
  const Job second = make_job("dev-1", {"b.jpg"});
  const std::vector<Call> both{{first, "*", "x"}, {second, "*", "x"}};
  EXPECT_THROW(build("a.cpp", both), Error);
  build("a.cpp", {{first, "*", "x"}});
  EXPECT_THROW(build("a.cpp", both), Error);  // the first call finds its links there
  build("a.cpp", {{second, "*", "x"}});
  EXPECT_EQ(links(), Texts{"x/b.jpg"});
}

TEST_F(ResultsTest, MakesLinksAgainThatAnotherScriptTookOver) {
  const Job first = make_job("dev-0", {"a.jpg"});
  const Job second = make_job("dev-1", {"a.jpg"});
  build("a.cpp", {{first, "*", ""}});
  build("b.cpp", {{second, "*", ""}});
  EXPECT_EQ(job_behind("a.jpg"), "dev-1");
  build("a.cpp", {{first, "*", ""}});
  EXPECT_EQ(job_behind("a.jpg"), "dev-0");
}

/// Counts system calls.
struct CountingHook : sys::Hook {
  int before(sys::Call&) override {
    ++calls;
    return 0;
  }
  void after(const sys::Call&) override {}
  std::size_t calls = 0;
};

TEST_F(ResultsTest, ManyLinksCostAFewCallsEachAndAskedAgainOneCheck) {
  constexpr std::size_t kCount = 20'000;
  Texts names;
  for (std::size_t i = 0; i < kCount; ++i) names.push_back(std::to_string(i) + ".jpg");
  const Job first = make_job("dev-0", names);
  const Job second = make_job("dev-1", names);
  build("a.cpp", {{first, "*", "x"}});
  CountingHook hook;
  sys::hook = &hook;
  build("a.cpp", {{second, "*", "x"}});
  const std::size_t made = hook.calls;
  build("a.cpp", {{second, "*", "x"}});
  sys::hook = nullptr;
  EXPECT_LT(made, 6 * kCount);  // three calls, and two entries of folders
  EXPECT_LT(hook.calls - made, 100U);
  EXPECT_EQ(links().size(), kCount);
}

TEST_F(ResultsTest, ACallIsComparedWithWhatItHadLast) {
  const auto run = [&](const Texts& jobs, bool ends) {
    BuildLog log(project_, {"a.cpp"}, {}, true);
    ScriptLog part(log, project_, "a.cpp");
    for (const std::string& job : jobs) {
      part.end_call({"m", part.begin_call("m"), job, "reused", 0});
    }
    if (ends) part.done();
    log.end(0, 0, 0, 0);
  };
  const auto before = [&](int nth) {
    BuildLog log(project_, {"a.cpp"}, {}, false);
    return ScriptLog(log, project_, "a.cpp").jobs_before("m", nth);
  };
  EXPECT_EQ(before(0), Texts{});
  run({"dev-0", "dev-1", "dev-2"}, true);
  EXPECT_EQ(before(0), (Texts{"dev-0", "dev-1", "dev-2"}));
  EXPECT_EQ(before(1), (Texts{"dev-1", "dev-0", "dev-2"}));
  EXPECT_EQ(before(5), (Texts{"dev-2", "dev-1", "dev-0"}));
  run({"dev-3"}, false);
  EXPECT_EQ(before(0), Texts{"dev-3"});
  EXPECT_EQ(before(1), (Texts{"dev-1", "dev-0", "dev-2"}));
}

TEST_F(ResultsTest, ALogReadWithoutCallsHasTheSameRunsAndLinks) {
  const Job first = make_job("dev-0", {"a.jpg"});
  for (const bool ends : {true, false}) {
    BuildLog log(project_, {"a.cpp"}, {}, true);
    ScriptLog part(log, project_, "a.cpp");
    Results results(project_, part);
    for (int i = 0; i < 100; ++i) part.end_call({"m", part.begin_call("m"), "dev-0", "reused", 0});
    if (ends) results.link_results(first, "*", "x");
    part.end_call({"other \"method\":\"m\"", part.begin_call("other \"method\":\"m\""), "dev-1",
                   "made", 0.5});
    part.end_call({"m", part.begin_call("m"), "dev-2", "failed", 0.5});
    part.flush();
    EXPECT_EQ(log.last_jobs(), (std::map<std::string, std::string>{
                                   {"m", "dev-0"}, {"other \"method\":\"m\"", "dev-1"}}));
    if (ends) part.done();
    log.end(ends ? 0 : 1, 0, 0, 0);
  }
  const auto all = last_runs(project_, "a.cpp", "");
  const auto links = last_runs(project_, "a.cpp", "", LogCalls::left_out);
  ASSERT_EQ(all.size(), 2U);
  ASSERT_EQ(links.size(), 2U);  // the run that did not end had calls only
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].calls.size(), 102U);
    EXPECT_TRUE(links[i].calls.empty());
    EXPECT_EQ(links[i].done, all[i].done);
    EXPECT_EQ(links[i].links.size(), all[i].links.size());
  }
}

}  // namespace
}  // namespace accel
