// SPDX-License-Identifier: Apache-2.0
// `slices/prepare.json`: what prepare() passes on, so that a slice can run in another process, and
// a job that was cut short can continue without running prepare() again.
#pragma once

#include "dataset/input_reads.h"
#include "dataset/saved_files.h"
#include "dataset/writer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// Its path below the job directory.
inline constexpr const char* kPrepareReportFile = "slices/prepare.json";

struct PrepareReport {
  Document state;               ///< null when there is none, or it was left out
  bool state_left_out = false;  ///< too large to write down: prepare() runs again instead
  std::map<std::string, std::vector<SliceColumns>> datasets;  ///< that prepare() wrote itself
  Document writers;  ///< that it made: src/dataset/writer.h
  SavedList files;
  InputReads inputs;  ///< what it read
};

void write_prepare_report(const std::string& job_path, PrepareReport prepared);
/// nullopt when the file is not there. Throws Error when it is damaged.
std::optional<PrepareReport> find_prepare_report(const std::string& job_path);

}  // namespace accel
