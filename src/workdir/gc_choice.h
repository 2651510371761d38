// SPDX-License-Identifier: Apache-2.0
// Which jobs could be deleted, and in what order. Knows nothing of disks and locks.
//
// Could go: unfinished jobs that no process is at, failed ones among them; and finished ones that
// are superseded: `keep` newer ones of the same method are finished, and nobody asked for them.
// What stays keeps all that it reads.
#pragma once

#include "workdir/job_record.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct GcLimits {
  std::uint64_t keep = 1;  ///< so many of the newest finished jobs of a method are not superseded
  std::optional<std::int64_t> ended_before{};  ///< seconds since 1970: only jobs that ended by then
  std::optional<std::uint64_t> max_bytes{};    ///< no more goes when all jobs take at most that
};

struct Candidate {
  const JobRecord* job;
  std::string reason;  ///< "superseded by dev-9"
};

/// `jobs` by number; they must outlive the result. `asked`: ids of jobs that somebody asked for.
/// The oldest come first, but before each all that read it: whatever number of the first ones is
/// deleted, no job is left without what it reads. `max_bytes` is not looked at.
std::vector<Candidate> choose_candidates(const std::vector<JobRecord>& jobs,
                                         const std::set<std::string>& asked,
                                         const GcLimits& limits);

}  // namespace accel
