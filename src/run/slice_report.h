// SPDX-License-Identifier: Apache-2.0
// `slices/<n>.json`: all that a finished slice reports, wherever it ran.
#pragma once

#include "dataset/writer.h"

#include <map>
#include <optional>
#include <string>

namespace accel {

struct SliceReport {
  int slice = 0;
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  double seconds = 0;
  std::uint64_t peak_memory = 0;  ///< bytes
  std::map<std::string, SliceColumns> datasets;
  Value value;
};

std::string slice_path(const std::string& job_path, int slice, const char* ending);
Document slice_document(const SliceReport& report);
/// nullopt when the slice is not finished.
std::optional<SliceReport> find_slice_report(const std::string& job_path, int slice);

}  // namespace accel
