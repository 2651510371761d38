// SPDX-License-Identifier: Apache-2.0
// A job to be broken: its method, its input, and what a whole one looks like.
#pragma once

#include <accel/testing.h>

#include <memory>
#include <string>

namespace accel::faults {

/// A sandbox with a dataset of numbers.
class JobFixture {
 public:
  /// With few slices the job has few files, which are synced one by one.
  explicit JobFixture(int slices);

  std::string workdirs() const { return sandbox_.folder() + "/workdirs"; }
  std::string workdir() const { return workdirs() + "/test"; }
  /// Runs the job from its first phase to its commit. Returns its directory.
  std::string run();
  /// Each job with a post.json is whole: every file by its checksum, every row, every bad row; and
  /// whatever the index leads to is not another job. Returns the finished ones of the method.
  std::vector<std::string> expect_jobs_whole() const;
  /// What is equal in all whole jobs of one input: names and contents.
  std::string bytes_of(const std::string& job_path) const;

 private:
  testing::Sandbox sandbox_;
  int slices_;
  Dataset source_;
};

}  // namespace accel::faults
