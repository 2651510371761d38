// SPDX-License-Identifier: Apache-2.0
// What a person calls the row that a job is at: its file's name. Words for messages and for
// progress: a row that has none, or whose cannot be found out, has an empty one.
#pragma once

#include "job/setup.h"
#include "method/context.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace accel {

/// In the job's own processes, which have its inputs open.
std::string row_label(const detail::Context& context, int slice, std::int64_t row);
/// The rows that a loop over the slice's inputs will have; -1: there is nothing to tell.
std::int64_t expected_rows(const detail::Context& context, int slice);

/// For whoever looks at the job from outside. Reads what it is asked for, when it is asked.
class RowNames {
 public:
  RowNames() = default;
  RowNames(std::string job_path, JobSetup setup)
      : job_path_(std::move(job_path)), setup_(std::move(setup)) {}
  /// Slice -1: the rows of all slices, in order.
  std::string find(int slice, std::int64_t row);

 private:
  std::string find_file_name(const std::string& option, int slice, std::int64_t row) const;
  std::string find_in_dataset(const Reference& reference, int slice, std::int64_t row);
  std::string job_path_;
  JobSetup setup_;
  std::map<std::string, Dataset> datasets_;  ///< opened so far
};

}  // namespace accel
