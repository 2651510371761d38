// SPDX-License-Identifier: Apache-2.0
// The record of a job, however much of its files is left.
#include "workdir/job_record.h"
#include "made_jobs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/sys.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace accel {
namespace {

using Ids = std::vector<std::string>;

class JobRecordTest : public ::testing::Test {
 protected:
  JobRecordTest() {
    begin_job(store_, "dev-3", "m", {"dev-1", "dev-0", "dev-1"});
    finish_job(store_, "dev-3", 100);
  }
  std::string path(const std::string& name = "") const {
    return store_.job_path("dev-3") + (name.empty() ? "" : "/" + name);
  }
  void write_manifest(const Document& manifest) const {
    make_folders(path("DS/default"));
    write_json(path("DS/default/dataset.json"), manifest);
  }

  TemporaryFolder folder_;
  Store store_{folder_.path() + "/dev"};
};

TEST_F(JobRecordTest, HasWhatTheFilesSay) {
  write_manifest(
      {{"parent", "dev-1/default"}, {"columns", {{{"job", "dev-2"}}, {{"job", "dev-3"}}}}});
  const JobRecord job = read_record(path(), RecordDepth::all);
  EXPECT_EQ(job.id, "dev-3");
  EXPECT_EQ(job.number, 3U);
  EXPECT_EQ(job.state, JobState::finished);
  EXPECT_EQ(job.method, "m");
  EXPECT_EQ(job.keys, std::vector{digest_of("key of dev-3")});
  EXPECT_EQ(job.reads, (Ids{"dev-0", "dev-1"}));
  EXPECT_EQ(job.script, "build.cpp");
  EXPECT_EQ(job.started, kBegan);
  EXPECT_EQ(job.seconds, 100);
  EXPECT_EQ(job.rows, 3U);
  EXPECT_EQ(job.tried_rows, 3U);
  EXPECT_EQ(job.bad_rows, 1U);
  EXPECT_EQ(job.bytes, 5U);
  EXPECT_EQ(job.trouble, "");
  EXPECT_TRUE(job.knows_needs);
  EXPECT_EQ(job.needs, (Ids{"dev-0", "dev-1", "dev-2"}));
  EXPECT_EQ(job.ended, *find_end(kBegan, 100));
  EXPECT_GT(job.disk, 0U);
  EXPECT_FALSE(job.is_running);
}

/// Another user, who may not look into a folder.
class Denial : public sys::Hook {
 public:
  explicit Denial(std::string folder) : folder_(std::move(folder)) { sys::hook = this; }
  Denial(const Denial&) = delete;
  Denial& operator=(const Denial&) = delete;
  ~Denial() override { sys::hook = nullptr; }
  int before(sys::Call& call) override {
    return call.path != nullptr && std::string_view(call.path).starts_with(folder_) ? EACCES : 0;
  }
  void after(const sys::Call&) override {}

 private:
  std::string folder_;
};

TEST_F(JobRecordTest, SaysThatAFolderMayNotBeRead) {
  for (const char* name : {"", "setup.json", "DS"}) {
    write_manifest({{"columns", Document::array()}});
    const Denial other(store_.job_path("dev-3") + "/" + name);
    const JobRecord job = read_record(path(), RecordDepth::all);
    EXPECT_EQ(job.state, JobState::unreadable) << name;
    EXPECT_EQ(brief_state_text(job), "unreadable");
    EXPECT_NE(job.trouble.find("Permission denied"), std::string::npos) << job.trouble;
    EXPECT_TRUE(may_need_any(job));
  }
}

TEST_F(JobRecordTest, DoesNotKnowItsNeedsWithoutAManifest) {
  make_folders(path("DS/default"));
  const JobRecord job = read_record(path(), RecordDepth::needs);
  EXPECT_EQ(job.trouble, "");
  EXPECT_FALSE(job.knows_needs);
  EXPECT_EQ(job.needs, (Ids{"dev-0", "dev-1"}));
}

TEST_F(JobRecordTest, HasWhatADamagedSetupStillNames) {
  Document setup = read_json(path("setup.json"));
  setup.erase("slices");
  write_json(path("setup.json"), setup);
  const JobRecord job = read_record(path(), RecordDepth::needs);
  EXPECT_EQ(brief_state_text(job), "damaged");
  EXPECT_NE(job.trouble.find("setup.json: 'slices' is missing"), std::string::npos) << job.trouble;
  EXPECT_EQ(job.method, "m");
  EXPECT_EQ(job.keys, std::vector{digest_of("key of dev-3")});
  EXPECT_TRUE(job.knows_needs);
  EXPECT_EQ(job.needs, (Ids{"dev-0", "dev-1"}));
  setup.erase("jobs");
  write_json(path("setup.json"), setup);
  EXPECT_FALSE(read_record(path(), RecordDepth::needs).knows_needs);
}

TEST_F(JobRecordTest, IsReadWhereverItsFilesAreCut) {
  write_manifest({{"parent", nullptr}, {"columns", Document::array()}});
  for (const char* name : {"setup.json", "post.json", "key.txt", "DS/default/dataset.json"}) {
    const std::string whole = read_file(path(name));
    const std::size_t lists = whole.find(",\n  \"files\":");  // of post.json: they are not read
    for (std::size_t size = 0; size < std::min(whole.size() - 2, lists); ++size) {
      write_file(path(name), whole.substr(0, size));
      const JobRecord job = read_record(path(), RecordDepth::all);
      EXPECT_EQ(job.state, JobState::finished);
      const bool is_json = std::string(name) != "key.txt";
      EXPECT_FALSE(is_json && job.trouble.empty() && job.knows_needs) << name << " " << size;
    }
    write_file(path(name), whole);
  }
}

}  // namespace
}  // namespace accel
