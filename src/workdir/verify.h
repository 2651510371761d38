// SPDX-License-Identifier: Apache-2.0
// Checks that finished jobs are still as they were written: every file against its checksum, every
// column file's structure, and that the files which their datasets name in other jobs exist. Reads
// each file once, however many jobs hold it. Reads several files at a time, in little memory.
// Changes nothing.
#pragma once

#include "job/store.h"
#include "workdir/job_check.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace accel {

struct VerifyReport {
  std::vector<Damage> damages;     ///< by job and name, one a file, however many jobs hold it
  std::vector<Damage> others;      ///< likewise, of jobs that are not damaged but in another format
  std::vector<Damage> unreadable;  ///< what this user may not read
  std::vector<std::string> notes;  ///< what is odd but does no harm
  std::uint64_t jobs = 0;
  std::uint64_t skipped = 0;  ///< failed or unfinished jobs: nothing is known of their files
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// Called now and then while files are read, from any thread, one at a time.
using VerifyProgress =
    std::function<void(std::uint64_t jobs, std::uint64_t files, std::uint64_t bytes)>;

/// `threads` at once. Throws only if memory runs out.
VerifyReport verify_jobs(const Store& store, const std::vector<std::string>& ids, int threads,
                         const VerifyProgress& progress);

/// Links of the workdir that lead to the wrong job. A link to nothing is normal: its job was
/// deleted.
std::vector<std::string> odd_links(const Store& store);

}  // namespace accel
