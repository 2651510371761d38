// SPDX-License-Identifier: Apache-2.0
#include "build/catalog.h"
#include "made_jobs.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

namespace accel {
namespace {

using Ids = std::vector<std::string>;

class CatalogTest : public testing::Test {
 protected:
  std::string path() const { return store_.path() + "/.catalog"; }
  void make(const std::string& id, const Ids& reads = {}) {
    begin_job(store_, id, "m", reads);
    finish_job(store_, id);
  }
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
  EXPECT_EQ(catalog.all_readers_of("dev-0"), (Ids{"dev-2", "dev-3", "dev-10"}));
  EXPECT_EQ(catalog.all_readers_of("dev-10"), (Ids{"dev-3"}));
  EXPECT_EQ(catalog.all_readers_of("dev-3"), (Ids{}));
  EXPECT_EQ(catalog.all_readers_of("dev-4"), (Ids{"dev-4"}));
}

TEST_F(CatalogTest, KeepsWhatGcAsksForToo) {
  make("dev-0");
  make("dev-1", {"dev-0"});
  const Catalog listed(store_);  // without that
  const std::vector<JobFacts> facts = listed_facts(store_);
  for (const char* id : {"dev-0", "dev-1"}) forget(id);
  const std::vector<JobFacts> kept = listed_facts(store_);
  ASSERT_EQ(kept.size(), 2U);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].id, "dev-" + std::to_string(i));
    EXPECT_EQ(kept[i].method, "m");
    EXPECT_EQ(kept[i].state, JobState::finished);
    EXPECT_EQ(kept[i].keys, std::vector{digest_of("key of " + kept[i].id)});
    EXPECT_EQ(kept[i].ended, *find_seconds(kBegan) + 1);
    EXPECT_EQ(kept[i].bytes, facts[i].bytes);
    EXPECT_GT(kept[i].bytes, 0U);
    EXPECT_TRUE(kept[i].knows_reads);
  }
  EXPECT_EQ(kept[1].reads, Ids{"dev-0"});
}

TEST_F(CatalogTest, IsNotAddedToWhenNothingIsNew) {
  make("dev-0");
  write_file(store_.job_path("dev-0") + "/DS", "no folder");
  make("dev-1");
  make_folders(store_.job_path("dev-1") + "/DS/default");  // without a manifest: it stays unknown
  EXPECT_FALSE(listed_facts(store_).at(1).knows_reads);
  const std::string before = read_file(path());
  listed_facts(store_);
  Catalog again(store_);
  EXPECT_EQ(read_file(path()), before);
}

/// A line that was cut short may end as others do, once the next is put behind it.
TEST_F(CatalogTest, IsBelievedWhereItIsAsItWasWritten) {
  for (int i = 0; i < 3; ++i) make("dev-" + std::to_string(i), i > 0 ? Ids{"dev-0"} : Ids());
  const auto words = [](const JobFacts& job) {
    return std::tuple(job.id, job.method, job.keys, job.reads, job.ended, job.bytes);
  };
  const std::vector<JobFacts> right = listed_facts(store_);
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
    const std::vector<JobFacts> facts = listed_facts(store_);
    ASSERT_EQ(facts.size(), 3U) << "seed " << seed;
    for (std::size_t i = 0; i < 3; ++i) {
      ASSERT_EQ(words(facts[i]), words(right[i])) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace accel
