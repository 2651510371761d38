// SPDX-License-Identifier: Apache-2.0
// The state of a key: the job that was started for it last, as far as a request can use it. Builds,
// dry runs and reasons all use this. The job is locked against deletion before it is looked at, so
// that it stays. A build checks once without the key's lock, and again with it: only then is it
// certain that no other build makes the job.
#pragma once

#include "job/post_file.h"
#include "job/setup.h"
#include "job/store.h"
#include "method/methods.h"

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace accel {

/// The mode of a build: whether it only says what it would do, which jobs it makes again, and what
/// the jobs that it makes may take from earlier ones.
struct BuildMode {
  bool is_dry_run = false;
  bool reuses_rows = true;       ///< jobs may keep rows of earlier ones
  bool keep_going = false;       ///< a failure stops only what depends on it
  std::set<std::string> forced;  ///< methods whose jobs are made again, if they were there before
  std::uint64_t first_new = 0;   ///< the number of the first job that this build could make

  /// A finished job of the method does not count.
  bool is_forced(const std::string& method, const std::string& job) const;
};

/// Throws Error, with names that are near, when one of `forced` is not a method.
BuildMode make_mode(const Project& project, const Methods& methods, bool is_dry_run,
                    const std::vector<std::string>& forced);

/// No job was started for the key, or its link leads to a job of another one.
struct NoJob {};
struct RemovedJob {
  std::string id;
};
/// Another build is making it. Only a store that was opened with StoreUse::look sees this state.
struct JobInTheMaking {
  std::string id;
};
/// It failed or was cut short.
struct UnfinishedJob {
  std::string id;
  bool has_failed = false;
  bool can_go_on = false;  ///< its finished slices fit the request
};
struct JobWithBadRows {
  std::string id;
  std::uint64_t bad_rows = 0;
  std::uint64_t allowed = 0;  ///< fewer
};
/// A finished job that `--force` ignores.
struct ForcedJob {
  std::string id;
};
struct FinishedJob {
  std::string id;
  JobSummary summary;
  /// The inputs in whose place the request has other datasets, of which the job read the same;
  /// empty for the job's own key.
  std::vector<std::string> same = {};
};
using KeyState = std::variant<NoJob, RemovedJob, JobInTheMaking, UnfinishedJob, JobWithBadRows,
                              ForcedJob, FinishedJob>;

/// Costs a few system calls. Throws Error when the job's files are damaged.
KeyState look_at_key(const Store& store, const JobTask& task, const JobLimits& limits,
                     const BuildMode& mode);
/// Likewise for a given job, which may have another key.
KeyState look_at_job(const Store& store, const std::string& id, const Digest& key,
                     const JobTask& task, const JobLimits& limits, const BuildMode& mode);

/// Why the key's job is not reused. Empty if there is none.
MakeReason reason_of(const KeyState& state);

}  // namespace accel
