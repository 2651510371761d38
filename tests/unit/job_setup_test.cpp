// SPDX-License-Identifier: Apache-2.0
#include "job/job_files.h"
#include "job/setup.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

JobSetup example() {
  JobSetup setup;
  setup.job = "dev-7";
  setup.method = "m";
  setup.options = {{"size", Value::List{1, 2}}, {"ratio", 0.5}};
  setup.datasets = {{"source", {{"dev-1", "default"}}}, {"more", {}}, {"none", {}}};
  setup.jobs = {{"previous", {"dev-2", "dev-3"}}};
  setup.lists = {"more", "previous"};
  setup.files = {{"files", {3, "00", "/photos"}}};
  setup.key = "abc";
  setup.slices = 8;
  setup.max_bad = 0.25;
  setup.workdirs = {{"dev", "/w/dev"}};
  setup.line = 6;
  setup.images = {{"svg"}, 1000, 10};
  return setup;
}

TEST(JobSetup, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  write_json(folder.path() + "/setup.json", setup_document(example()));
  const JobSetup read = read_setup(folder.path());
  EXPECT_EQ(setup_document(read), setup_document(example()));
  EXPECT_EQ(read.options, example().options);
  EXPECT_EQ(read.datasets.at("source")[0].job, "dev-1");
  EXPECT_TRUE(read.datasets.at("none").empty());
  EXPECT_EQ(read.files.at("files").folder, "/photos");
  EXPECT_EQ(read.images, example().images);
}

TEST(JobSetup, HasNoImageSettingsThatAreTheDefaults) {
  JobSetup setup = example();
  setup.images = {};
  EXPECT_FALSE(setup_document(setup).contains("images"));
}

TEST(JobSetup, IsWrittenWithTwoSpacesAndAFinalNewline) {
  const std::string text = json_text(setup_document(example()));
  EXPECT_EQ(text.substr(0, 16), "{\n  \"format\": 1,");
  EXPECT_EQ(text.back(), '\n');
}

TEST(JobSetup, CutAtAnyLengthIsAnErrorThatNamesIt) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/setup.json";
  const std::string text = json_text(setup_document(example()));
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
  Document post = {{"format", 1}, {"seconds", {{"total", 1.5}}}, {"rows", 10}, {"bad_rows", 2}, {"bytes", 7}, {"keys", {"k"}}};
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
  for (const char* name : {"setup.json", "DS", "DS/x", "slices/1.json", "OUTPUT/0", "source/a.cpp"}) {
    EXPECT_TRUE(is_reserved(name)) << name;
  }
  for (const char* name : {"a.jpg", "setup.json.bak", "x/setup.json", "DSX"}) {
    EXPECT_FALSE(is_reserved(name)) << name;
  }
}

}  // namespace
}  // namespace accel
