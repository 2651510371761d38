// SPDX-License-Identifier: Apache-2.0
// A slice of a job that follows a plan: what its shares computed, and what it keeps.
#pragma once

#include "run/row_plan.h"
#include "run/slice_report.h"

#include <string>

namespace accel {

/// Joins the reports of the slice's shares, and adds the rows that the plan keeps. Removes column
/// files without rows. Throws Error if a share left no report.
SliceReport join_planned_slice(const std::string& job_path, const RowPlan& plan, int slice);

}  // namespace accel
