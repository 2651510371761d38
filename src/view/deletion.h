// SPDX-License-Identifier: Apache-2.0
// What gc deletes or could delete, as every user interface shows it.
#pragma once

#include "base/json.h"
#include "workdir/gc.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace accel {

struct Deletion {
  struct Job {
    std::string outcome;  ///< "deleted", "deletable", "kept"
    std::string id, method, state, ended;
    std::uint64_t bytes = 0;  ///< that its deletion frees, after the jobs before it; for a kept
                              ///< job, the disk space that it takes
    std::string reason;       ///< why it may be deleted, and why it is kept
  };
  struct Sum {
    std::uint64_t jobs = 0;
    std::uint64_t bytes = 0;
  };
  bool is_done = false;               ///< false: nothing is deleted
  std::uint64_t bytes_before = 0;     ///< of all jobs, each file once
  std::uint64_t left_over_bytes = 0;  ///< freed by removing what is left of deleted jobs
  std::vector<Job> jobs{};
  Sum all{};  ///< of the jobs that are not kept
  std::map<std::string, Sum> methods{};

  void add(const GcOutcome& outcome);
};

/// What `accel gc --json` prints: a line for each job, then the totals.
Document document(const Deletion::Job& job);
Document document(const Deletion& deletion);

}  // namespace accel
