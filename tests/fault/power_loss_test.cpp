// SPDX-License-Identifier: Apache-2.0
// What is left when the power fails: the order of syncs, proved by the real code.
#include "faults.h"
#include "power.h"
#include "whole_job.h"

#include "base/file.h"
#include "job/job_id.h"
#include "job/store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

namespace accel::faults {
namespace {

void tell(const Disk& disk, std::size_t trees) {
  std::cout << "visited " << trees << " trees of " << disk.moments() << " moments\n";
}

std::uint64_t number_of(const std::string& id) { return find_job_id(id)->number; }

TEST(PowerLoss, LosesNoNumberThatWasGiven) {
  const TemporaryFolder folder;
  const std::string workdir = folder.path() + "/workdirs/dev";
  Disk disk(folder.path());
  {
    const Hooked hooked(disk);
    const Store store(workdir);
    for (int given = 1; given <= 12; ++given) {
      remove_tree(store.job_path(store.allocate()));  // so that only the counter knows of it
      disk.promise(given);
    }
  }
  const std::size_t trees = disk.after_each_loss([&](int given) {
    const Store store(workdir);
    auto next = static_cast<std::uint64_t>(given);
    for (const std::string& id : store.list()) {
      next = std::max(next, number_of(id) + 1);
      remove_tree(store.job_path(id));
    }
    EXPECT_GE(number_of(store.allocate()), next) << "given twice";
  });
  tell(disk, trees);
  EXPECT_GT(trees, 40U);
}

void expect_losses_harmless(int slices) {
  JobFixture job(slices);
  Disk disk(job.workdirs());
  std::string first;
  std::string second;
  {
    const Hooked hooked(disk);
    first = job.run();
    disk.promise(1);
    second = job.run();
    disk.promise(2);
  }
  const std::string key = digest_of(read_file(first + "/key.txt")).hex();
  const std::string expected = job.bytes_of(first);
  const std::size_t trees = disk.after_each_loss([&](int promised) {
    const std::vector<std::string> finished = job.expect_jobs_whole();
    EXPECT_GE(finished.size(), static_cast<std::size_t>(promised));
    for (const std::string& path : finished) EXPECT_EQ(job.bytes_of(path), expected);
    // A finished job is found by its key, and nothing is given its number.
    const Store store(job.workdir());
    const auto found = store.find(parse_digest(key));
    EXPECT_TRUE(promised == 0 || found);
    EXPECT_TRUE(promised < 2 || found == base_name(second));
    EXPECT_GT(number_of(store.allocate()), number_of(std::string(base_name(first))) + promised - 1);
  });
  tell(disk, trees);
  EXPECT_GT(trees, 150U);
}

TEST(PowerLoss, LeavesAJobOfFewFilesWholeOrUnfinished) { expect_losses_harmless(1); }
TEST(PowerLoss, LeavesAJobOfManyFilesWholeOrUnfinished) { expect_losses_harmless(3); }

}  // namespace
}  // namespace accel::faults
