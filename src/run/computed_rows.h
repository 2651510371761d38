// SPDX-License-Identifier: Apache-2.0
// Which rows a job computed, if it kept the others of an earlier job: as post.json records them,
// and by name, for people.
#pragma once

#include "run/row_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// The first ranges of rows that the plan computes: lists of slice, first row, and the row after
/// the last.
Document computed_document(const RowPlan& plan);

struct ComputedRows {
  std::uint64_t count = 0;
  std::vector<std::string> names;  ///< of the first few
  bool operator==(const ComputedRows&) const = default;
};

/// nullopt if the job is not finished or keeps no rows. A name that cannot be found is "row 3 of
/// slice 0".
std::optional<ComputedRows> find_computed_rows(const std::string& job_path);

/// "q1.jpg, q2.jpg and 9 more", "no rows"; not escaped.
std::string computed_text(const ComputedRows& rows);

}  // namespace accel
