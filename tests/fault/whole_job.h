// SPDX-License-Identifier: Apache-2.0
// A job to be broken: its method, its input, and what a whole one looks like.
#pragma once

#include "base/file.h"

#include <accel/testing.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace accel::faults {

/// A sandbox with a dataset of numbers.
class JobFixture {
 public:
  /// A job of few slices has few files, which are synced one by one.
  explicit JobFixture(int slices);

  std::string workdirs() const { return sandbox_.folder() + "/workdirs"; }
  std::string workdir() const { return workdirs() + "/test"; }
  /// Runs the job from its first phase to its commit, or goes on with one that was cut short.
  /// Returns its directory.
  std::string run();
  /// Slices that were not run again, by all fixtures.
  static std::size_t kept_slices;
  /// Each job with a post.json is whole: every file by its checksum, every row, every bad row; and
  /// whatever the index leads to is not another job. Returns the finished ones of the method.
  std::vector<std::string> expect_jobs_whole() const;
  /// What is equal in all whole jobs of one input: names and contents.
  std::string bytes_of(const std::string& job_path) const;

 private:
  std::optional<std::string> find_unfinished() const;
  std::string go_on(const std::string& job_path) const;

  testing::Sandbox sandbox_;
  SyncPauseLift lift_;
  int slices_;
  Dataset source_;
};

}  // namespace accel::faults
