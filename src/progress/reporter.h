// SPDX-License-Identifier: Apache-2.0
// What a build prints: a line for each job when it ends, and the totals; as text, or as JSON.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <string>
#include <vector>

namespace accel {

enum class Outcome {
  made,
  reused,
  failed,
  would_make,
  may_make,  ///< unless the jobs that it reads are made and turn out to be equal
};
/// "made", "would make", "may make".
const char* outcome_name(Outcome outcome);

struct JobLine {
  Outcome outcome = Outcome::made;
  std::string method;
  std::string job;  ///< empty when it failed before it had a directory
  std::string key;  ///< the job's own
  double seconds = 0;
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  std::uint64_t tried_rows = 0;
  std::uint64_t computed_rows = 0;  ///< of `tried_rows`; the others are kept
  std::string all_rows;             ///< why it computed all rows although it might have kept some
  int kept_slices = 0;              ///< of `slices`: those that earlier runs finished
  int slices = 0;
  std::string reason;  ///< why it was made or reused, or how it failed
  /// The inputs that are others than those of the reused job, and read the same.
  std::vector<std::string> same;
};

struct Totals {
  int made = 0;
  int reused = 0;
  int failed = 0;
  int may_make = 0;         ///< of a dry run
  bool is_dry_run = false;  ///< `made` are those that would be
};

class Reporter {
 public:
  /// Prints to `out`, which stays the caller's.
  Reporter(int out, bool json, bool colour) : out_(out), json_(json), colour_(colour) {}
  void job(const JobLine& line);
  /// A line that is not about a job.
  void note(const std::string& text) const;
  /// "jobs: 4 made, 0 reused", the last line of every build.
  void totals(const Totals& totals) const;

 private:
  void print(const std::string& line) const;
  int out_;
  bool json_;
  bool colour_;
};

}  // namespace accel
