// SPDX-License-Identifier: Apache-2.0
// What a build script gives its jobs, so that Job::link_results works there, and so that a dry run
// notices when a script uses a job that is not made.
#pragma once

#include <accel/job.h>

namespace accel::detail {

class JobHost {
 public:
  JobHost() = default;
  JobHost(const JobHost&) = delete;
  JobHost& operator=(const JobHost&) = delete;
  virtual ~JobHost() = default;
  virtual void link_results(const Job& job, std::string_view pattern, std::string_view folder) = 0;
  virtual bool is_made(const Job&) const { return true; }
  /// Called before a job returns what only a finished job has: "the result". May throw.
  virtual void ask(const Job&, std::string_view /*what*/) const {}
};

}  // namespace accel::detail
