// SPDX-License-Identifier: Apache-2.0
// What stands behind the jobs of a build script. It makes the job of each call of `urd.build`, and
// knows calls by their numbers.
#pragma once

#include <accel/job.h>

namespace accel::detail {

/// The id and the folder of a call's job.
struct CalledJob {
  std::string id, path;
};

class JobHost {
 public:
  JobHost() = default;
  JobHost(const JobHost&) = delete;
  JobHost& operator=(const JobHost&) = delete;
  virtual ~JobHost() = default;

  /// Waits until the call's job is finished. Throws the job's error if it fails. In a dry run, a
  /// job that is not made has a made-up id.
  virtual const CalledJob& find(int call) = 0;
  /// Likewise, before something is read that only a finished job has. `what` names it for messages:
  /// "the result". A dry run ends here if the job is not made.
  virtual const CalledJob& read(int call, std::string_view what) = 0;
  /// Whether the job is finished. Does not wait.
  virtual bool is_finished(int call) const = 0;
  /// What stands for the job in a value that is given to another call. Does not wait.
  virtual std::string reference(int call) const = 0;
  /// Links files of the job into results/ as soon as it is finished. Does not wait.
  virtual void link_results(int call, std::string_view pattern, std::string_view folder,
                            const Place& place) = 0;
};

}  // namespace accel::detail
