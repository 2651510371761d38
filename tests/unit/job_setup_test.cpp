// SPDX-License-Identifier: Apache-2.0
#include "job/post_file.h"
#include "job/setup.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

JobSetup example_setup() {
  JobSetup setup;
  setup.job = "dev-7";
  setup.task.method = "m";
  setup.task.options = {{"size", Value::List{1, 2}}, {"ratio", 0.5}};
  setup.task.datasets = {{"source", {{"dev-1", "default"}}}, {"more", {}}, {"none", {}}};
  setup.task.jobs = {{"previous", {"dev-2", "dev-3"}}};
  setup.task.lists = {"more", "previous"};
  setup.task.files = {{"files", {3, "00", "/photos"}}};
  setup.task.key = "abc";
  setup.limits.slices = 8;
  setup.limits.max_bad = 0.25;
  setup.environment.workdirs = {{"dev", "/w/dev"}};
  setup.origin.line = 6;
  setup.task.images = {{"svg"}, 1000, 10};
  return setup;
}

JobSetup full_example() {
  JobSetup setup = example_setup();
  setup.limits.concurrency = 4;
  setup.limits.timeout = 60;
  setup.limits.row_timeout = 0.5;
  setup.environment.plugin = {"/p.so", {"m.cpp"}, "g++", {"-O2"}, {"opencv4"}};
  setup.environment.cage = {true, 3, true, "a note"};
  setup.origin = {"build.cpp", 6, "2024-02-29T12:34:56Z", "h", "u", {{"accel", "1"}}, {}};
  setup.origin.why = {"changed", "option size: 1 became 2", "dev-5"};
  return setup;
}

/// Without the spaces that only lay it out.
TEST(JobSetup, OfAKnownJobIsKnownByteForByte) {
  EXPECT_EQ(setup_document(full_example()).dump(),
            R"({"format":1,"job":"dev-7","method":"m",)"
            R"("options":{"ratio":0.5,"size":[1,2],"files":{"count":3,"digest":"00"}},)"
            R"("datasets":{"more":[],"none":null,"source":"dev-1/default"},)"
            R"("jobs":{"previous":["dev-2","dev-3"]},"key":"abc","slices":8,"concurrency":4,)"
            R"("max_bad":0.25,)"
            R"("images":{"loaders":["svg"],"max_pixels":1000,"max_seconds":10},)"
            R"("timeout":60.0,"row_timeout":0.5,"stalled_after":60.0,)"
            R"("script":"build.cpp","line":6,"started":"2024-02-29T12:34:56Z",)"
            R"("host":"h","user":"u",)"
            R"("why":{"kind":"changed","text":"option size: 1 became 2","job":"dev-5"},)"
            R"("versions":{"accel":"1"},"folders":{"files":"/photos"},)"
            R"("workdirs":{"dev":"/w/dev"},)"
            R"("plugin":{"object":"/p.so","sources":["m.cpp"],"compiler":"g++",)"
            R"("flags":["-O2"],"packages":["opencv4"]},)"
            R"("cage":{"on":true,"landlock":3,"filter":true,"note":"a note"}})");
}

TEST(JobSetup, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  write_json(folder.path() + "/setup.json", setup_document(full_example()));
  const JobSetup read = read_setup(folder.path());
  EXPECT_EQ(setup_document(read), setup_document(full_example()));
  EXPECT_EQ(read.task.options, example_setup().task.options);
  EXPECT_EQ(read.task.datasets.at("source")[0].job, "dev-1");
  EXPECT_TRUE(read.task.datasets.at("none").empty());
  EXPECT_EQ(read.task.files.at("files").folder, "/photos");
  EXPECT_EQ(read.task.images, example_setup().task.images);
}

/// Writes a job that was made in `made` to `now`/w/dev/dev-7, and reads it.
JobSetup read_moved(const std::string& made, const std::string& now) {
  JobSetup setup = full_example();
  setup.environment.workdirs = {{"dev", made + "/w/dev"}, {"other", made + "/other"}};
  setup.task.files["files"].folder = made + "/photos";
  setup.environment.plugin.object = made + "/gone.so";
  const std::string job = now + "/w/dev/dev-7";
  make_folders(job);
  write_json(job + "/setup.json", setup_document(setup));
  return read_setup(job);
}

TEST(JobSetup, ThatWasMovedWithItsWorkdirFindsWhatWasMovedWithIt) {
  const TemporaryFolder folder;
  const std::string made = folder.path() + "/a/project", now = folder.path() + "/project";
  make_folders(now + "/photos");
  make_folders(made + "/other");  // it stayed
  const JobSetup setup = read_moved(made, now);
  EXPECT_EQ(setup.environment.workdirs.at("dev"), now + "/w/dev");
  EXPECT_EQ(setup.environment.workdirs.at("other"), made + "/other");
  EXPECT_EQ(setup.task.files.at("files").folder, now + "/photos");
  EXPECT_EQ(setup.environment.plugin.object, made + "/gone.so");
}

TEST(JobSetup, OfACopyHasThePathsOfTheJobThatIsStillThere) {
  const TemporaryFolder folder;
  const std::string made = folder.path() + "/project", copy = folder.path() + "/copy";
  make_folders(made + "/w/dev");
  make_folders(copy + "/photos");
  const JobSetup setup = read_moved(made, copy);
  EXPECT_EQ(setup.environment.workdirs.at("dev"), made + "/w/dev");
  EXPECT_EQ(setup.task.files.at("files").folder, made + "/photos");
}

TEST(JobSetup, HasNoImageSettingsThatAreTheDefaults) {
  JobSetup setup = example_setup();
  setup.task.images = {};
  EXPECT_FALSE(setup_document(setup).contains("images"));
}

TEST(JobSetup, IsWrittenWithTwoSpacesAndAFinalNewline) {
  const std::string text = json_text(setup_document(example_setup()));
  EXPECT_EQ(text.substr(0, 16), "{\n  \"format\": 1,");
  EXPECT_EQ(text.back(), '\n');
}

TEST(JobSetup, CutAtAnyLengthIsAnErrorThatNamesIt) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/setup.json";
  const std::string text = json_text(setup_document(example_setup()));
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    write_file(path, text.substr(0, size));
    try {
      read_setup(folder.path());
      FAIL() << "no error at " << size;
    } catch (const Error& error) {
      EXPECT_NE(error.message().find(path), std::string::npos) << error.what();
    }
  }
}

TEST(AllowedBadRows, IsACountOrAFraction) {
  EXPECT_EQ(allowed_bad_rows(3, 100), 3U);
  EXPECT_EQ(allowed_bad_rows(0.05, 100), 5U);
  EXPECT_EQ(allowed_bad_rows(0, 100), 0U);
}

TEST(JobSummary, IsReadFromTheBeginningOfPostJson) {
  const TemporaryFolder folder;
  EXPECT_FALSE(find_summary(folder.path()));
  Document post = {{"format", 1}, {"seconds", {{"total", 1.5}}},
                   {"rows", 10},  {"bad_rows", 2},
                   {"bytes", 7},  {"keys", {"k"}}};
  post["files"] = Document::array();
  for (int i = 0; i < 1000; ++i) post["files"].push_back({{"name", "f"}, {"size", 1}});
  write_json(folder.path() + "/post.json", post);
  const auto summary = find_summary(folder.path());
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->seconds, 1.5);
  EXPECT_EQ(summary->rows, 10U);
  EXPECT_EQ(summary->bad_rows, 2U);
  EXPECT_EQ(summary->bytes, 7U);
  write_file(folder.path() + "/post.json", "{\"seconds\": 1");
  EXPECT_THROW(find_summary(folder.path()), Error);
}

TEST(IsReserved, CoversAccelsOwnNamesOnly) {
  for (const char* name :
       {"setup.json", "DS", "DS/x", "slices/1.json", "OUTPUT/0", "source/a.cpp"}) {
    EXPECT_TRUE(is_reserved(name)) << name;
  }
  for (const char* name : {"a.jpg", "setup.json.bak", "x/setup.json", "DSX"}) {
    EXPECT_FALSE(is_reserved(name)) << name;
  }
}

}  // namespace
}  // namespace accel
