// SPDX-License-Identifier: Apache-2.0
// What may prevent a job from keeping rows of an earlier one: other settings, or reads of inputs
// that have changed. Each function returns a reason for the person who builds; empty if there is
// none.
#pragma once

#include "job/setup.h"
#include "run/row_plan.h"

#include <map>
#include <set>
#include <string>

namespace accel {

/// How the inputs of two jobs differ.
struct InputChanges {
  std::set<std::string> changed;  ///< references of datasets as the new job has them, options
  std::map<Reference, Reference> replaced;  ///< the dataset that takes the place of another
  bool is_sliced_alike = false;
};

/// Which setting or library of the two jobs differs.
std::string changed_setting(const JobSetup& before, const JobSetup& now);

/// What has changed that the earlier job read besides the rows of its maps. `analysis` is the
/// record of that job.
std::string changed_read(const AnalysisRecord& analysis, const InputChanges& inputs,
                         const JobSetup& before, const JobSetup& now);

/// What a slice did that the plan does not allow.
std::string plan_violation(const RowPlan& plan, const AnalysisRecord& slice);

}  // namespace accel
