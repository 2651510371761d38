// SPDX-License-Identifier: Apache-2.0
// Which jobs could be deleted, and in what order. Knows nothing of disks and locks. Could be
// deleted: unfinished and failed jobs that no process is working on; and superseded ones: `keep`
// newer ones of the same method are finished, and nothing requests them. A job that stays keeps all
// jobs that it reads.
#pragma once

#include "workdir/job_record.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct GcLimits {
  std::uint64_t keep = 1;  ///< this many of the newest finished jobs of a method are not superseded
  std::optional<std::int64_t> ended_before{};  ///< seconds since 1970: only jobs that ended by then
  std::optional<std::uint64_t> max_bytes{};    ///< stop when all jobs take at most that
};

struct Candidate {
  const JobRecord* job;
  std::string reason;  ///< "superseded by dev-9"
};

/// `jobs` by number; they must outlive the result. `asked`: ids of jobs that are in demand. The
/// oldest come first, but each after all jobs that read it. So however many of them are deleted,
/// beginning with the first, every job that is left has what it reads. Ignores `max_bytes`.
std::vector<Candidate> choose_candidates(const std::vector<JobRecord>& jobs,
                                         const std::set<std::string>& asked,
                                         const GcLimits& limits);

}  // namespace accel
