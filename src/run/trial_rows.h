// SPDX-License-Identifier: Apache-2.0
// Chooses the rows that a job with a plan computes a second time, to see whether the method's
// function depends on more than its row.
#pragma once

#include "run/row_plan.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

class Predecessor;

/// Adds a trial to each slice that computes rows, and to each that keeps rows of another slice,
/// because a function may depend on the slice. Adds at least one. `slices` is what each slice
/// computes. Throws Error if a kept value cannot be read.
void add_trials(std::vector<PlannedRows>& slices, const RowPlan& plan,
                const std::map<std::string, const Predecessor*>& predecessors);

}  // namespace accel
