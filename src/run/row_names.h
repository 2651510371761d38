// SPDX-License-Identifier: Apache-2.0
// The name of a job's current row: its file's name. For messages and progress. The name is empty if
// the row has none, or if it cannot be found.
#pragma once

#include "job/setup.h"
#include "method/context.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace accel {

/// For the job's own processes, which have its inputs open.
std::string row_label(const detail::Context& context, int slice, std::int64_t row);
/// The number of rows of a loop over the slice's inputs; -1: unknown.
std::int64_t expected_rows(const detail::Context& context, int slice);

/// For other processes. Reads names only when they are needed.
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
