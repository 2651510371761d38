// SPDX-License-Identifier: Apache-2.0
#include "workdir/catalog.h"
#include "made_jobs.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

namespace accel {
namespace {

using Ids = std::vector<std::string>;

class CatalogTest : public ::testing::Test {
 protected:
  std::string path() const { return store_.path() + "/.catalog"; }
  void make(const std::string& id, const Ids& reads = {}) {
    begin_job(store_, id, "m", reads);
    finish_job(store_, id);
  }
  std::vector<JobRecord> listed_records() const { return Catalog(store_, RecordDepth::all).jobs(); }
  /// Takes the jobs' own files away: what is known of them then was kept.
  void forget(const std::string& id) {
    for (const char* name : {"setup.json", "post.json", "key.txt"}) {
      remove_file(store_.job_path(id) + "/" + name);
    }
  }

  TemporaryFolder folder_;
  Store store_{folder_.path() + "/dev"};
};

TEST_F(CatalogTest, KnowsWhoReadsAJobByAnyNumberOfSteps) {
  begin_job(store_, "dev-0", "m");
  begin_job(store_, "dev-2", "m", {"dev-0"});
  begin_job(store_, "dev-10", "m", {"dev-2", "dev-0", "dev-98"});
  begin_job(store_, "dev-3", "m", {"dev-10"});
  begin_job(store_, "dev-4", "m", {"dev-99", "dev-4"});
  make_folders(store_.job_path("dev-5"));
  write_file(store_.job_path("dev-5") + "/setup.json", "{");
  const Catalog catalog(store_);
  EXPECT_EQ(catalog.all_readers_of({"dev-0"}), (Ids{"dev-2", "dev-3", "dev-10"}));
  EXPECT_EQ(catalog.all_readers_of({"dev-10"}), (Ids{"dev-3"}));
  EXPECT_EQ(catalog.all_readers_of({"dev-2", "dev-3"}), (Ids{"dev-3", "dev-10"}));
  EXPECT_EQ(catalog.all_readers_of({"dev-3"}), (Ids{}));
  EXPECT_EQ(catalog.all_readers_of({"dev-4"}), (Ids{"dev-4"}));
}

TEST_F(CatalogTest, KeepsWhatGcAsksForToo) {
  make("dev-0");
  make("dev-1", {"dev-0"});
  const Catalog listed(store_);  // without that
  const std::vector<JobRecord> facts = listed_records();
  for (const char* id : {"dev-0", "dev-1"}) forget(id);
  const std::vector<JobRecord> kept = listed_records();
  ASSERT_EQ(kept.size(), 2U);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].id, "dev-" + std::to_string(i));
    EXPECT_EQ(kept[i].method, "m");
    EXPECT_EQ(kept[i].state, JobState::finished);
    EXPECT_EQ(kept[i].keys, std::vector{digest_of("key of " + kept[i].id)});
    EXPECT_EQ(kept[i].ended, *find_seconds(kBegan) + 1);
    EXPECT_EQ(kept[i].disk, facts[i].disk);
    EXPECT_GT(kept[i].disk, 0U);
    EXPECT_TRUE(kept[i].knows_needs);
  }
  EXPECT_EQ(kept[1].needs, Ids{"dev-0"});
}

TEST_F(CatalogTest, KeepsAllThatAListShows) {
  make("dev-0");
  begin_job(store_, "dev-1", "m\t\n", {"dev-0"});
  make_folders(store_.job_path("dev-1") + "/DS/default/kept");
  finish_job(store_, "dev-1", 1.0 / 3, {digest_of("edited")});
  Document post = read_json(store_.job_path("dev-1") + "/post.json");
  post.update({{"rows", 11},
               {"tried_rows", 12},
               {"computed_rows", 7},
               {"bad_rows", 13},
               {"bytes", 14},
               {"kept_slices", 2}});
  post.erase("files");
  post["files"] = Document::array();  // stands last
  write_json(store_.job_path("dev-1") + "/post.json", post);
  const auto all = [](const JobRecord& job) {
    return std::tuple(job.id, job.number, job.state, job.method, job.keys, job.reads, job.script,
                      job.line, job.started, job.seconds, job.rows, job.tried_rows,
                      job.computed_rows, job.bad_rows, job.bytes, job.kept_slices, job.keeps,
                      job.knows_needs);
  };
  const JobRecord read = read_record(store_.job_path("dev-1"));
  EXPECT_EQ(read.kept_slices, 2);
  EXPECT_EQ(read.computed_rows, 7U);
  EXPECT_TRUE(read.keeps);
  EXPECT_EQ(read.keys, (std::vector{digest_of("key of dev-1"), digest_of("edited")}));
  const Catalog listed(store_);
  forget("dev-1");
  EXPECT_EQ(all(Catalog(store_).jobs().at(1)), all(read));
}

TEST_F(CatalogTest, IsNotAddedToWhenNothingIsNew) {
  make("dev-0");
  write_file(store_.job_path("dev-0") + "/DS", "no folder");
  make("dev-1");
  make_folders(store_.job_path("dev-1") + "/DS/default");  // without a manifest: it stays unknown
  EXPECT_FALSE(listed_records().at(1).knows_needs);
  const std::string before = read_file(path());
  listed_records();
  Catalog again(store_);
  EXPECT_EQ(read_file(path()), before);
}

/// A line that was cut short may end as others do, once the next is put behind it.
TEST_F(CatalogTest, IsBelievedWhereItIsAsItWasWritten) {
  for (int i = 0; i < 3; ++i) make("dev-" + std::to_string(i), i > 0 ? Ids{"dev-0"} : Ids());
  const auto words = [](const JobRecord& job) {
    return std::tuple(job.id, job.method, job.keys, job.needs, job.ended, job.disk);
  };
  const std::vector<JobRecord> right = listed_records();
  const std::string sound = read_file(path());
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::string text = sound;
    for (unsigned i = 0; i <= seed % 4; ++i) {
      const char bytes[] = "\t\n -dev0123456789\\\0";
      text[random() % text.size()] = bytes[random() % (sizeof bytes - 1)];
    }
    if (seed % 3 == 0) text = sound.substr(0, random() % sound.size()) + (seed % 2 ? "\n" : "");
    write_file(path(), text);
    const std::vector<JobRecord> facts = listed_records();
    ASSERT_EQ(facts.size(), 3U) << "seed " << seed;
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_EQ(words(facts[i]), words(right[i])) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace accel
