// SPDX-License-Identifier: Apache-2.0
// `slices/<n>.json`: all that a finished slice reports, wherever it ran; and the other files of
// that folder while a job runs.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/saved_files.h"
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
  SavedList files;
  Value value;
  AnalysisRecord analysis;
  /// The digest of the plan that the slice followed (run/row_plan.h). nullopt: it computed all its
  /// rows.
  std::optional<Digest> plan;
};

std::string slice_path(const std::string& job_path, int slice, const char* ending);
/// The path of the list of files that a slice saved, or "prepare" or "synthesis".
std::string saved_path(const std::string& job_path, const std::string& who);

Document saved_document(const SavedList& files);
SavedList read_saved(const Document& document, const std::string& path);
Document slice_document(const SliceReport& report);
/// nullopt when the slice is not finished.
std::optional<SliceReport> find_slice_report(const std::string& job_path, int slice);

}  // namespace accel
