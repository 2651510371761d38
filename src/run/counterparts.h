// SPDX-License-Identifier: Apache-2.0
// The counterpart of a job: an earlier job whose values are compared with those that the job
// computes. It is a finished job of the same method, whatever its code and options. If a value is
// equal, the job refers to the earlier one instead of writing it (dataset/equal_values.h). Which
// rows are compared is decided before the method's code runs. If a wrong row is chosen, the values
// differ and are written.
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

/// Reads them from the job that the setup names. A dataset has no counterpart if its source is not
/// among the job's inputs. There are none at all if the job is gone or damaged, or if nothing shows
/// what its maps read.
Counterparts find_counterparts(const JobSetup& setup, const std::string& job_path);

}  // namespace accel
