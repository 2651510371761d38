// SPDX-License-Identifier: Apache-2.0
// The job with whose values the values that a job computes are compared: its counterpart. It is a
// finished job of the same method, whatever its code and its options. If values are equal, the job
// refers to their places (dataset/equal_values.h). Where the rows are is found before the method's
// code runs; if that is wrong, values differ and are written.
#pragma once

#include "dataset/equal_values.h"
#include "job/setup.h"

#include <map>
#include <string>

namespace accel {

struct Counterparts {
  std::map<std::string, Counterpart> datasets;  ///< those that one map fills
  KeptParts parts;                              ///< of the columns that the job wrote
};

/// Reads them from the job that the setup names. A dataset whose source is not among the job's
/// inputs has none. Neither has any if the job is gone or damaged, or if nothing shows what its
/// maps read.
Counterparts find_counterparts(const JobSetup& setup, const std::string& job_path);

}  // namespace accel
