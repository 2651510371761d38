// SPDX-License-Identifier: Apache-2.0
// What a build script gives its jobs, so that Job::link_results works there.
#pragma once

#include <accel/job.h>

namespace accel::detail {

class Publisher {
 public:
  Publisher() = default;
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;
  virtual ~Publisher() = default;
  virtual void link_results(const Job& job, std::string_view pattern, std::string_view folder) = 0;
};

}  // namespace accel::detail
