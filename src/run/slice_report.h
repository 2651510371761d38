// SPDX-License-Identifier: Apache-2.0
// `slices/<share>.json`: all that a finished share of a slice reports, wherever it ran; and the
// other files of that folder while a job runs.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/input_reads.h"
#include "dataset/planned_rows.h"
#include "dataset/saved_files.h"
#include "dataset/share.h"
#include "dataset/writer.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accel {

struct SliceReport {
  Share share;
  std::uint64_t rows = 0;
  std::uint64_t bad_rows = 0;
  double late_after = 0;  ///< row_timeout, in seconds, if it made some of the rows bad
  double seconds = 0;
  std::uint64_t peak_memory = 0;  ///< bytes
  std::map<std::string, SliceColumns> datasets;
  SavedList files;
  Value value;
  AnalysisRecord analysis;
  InputReads inputs;  ///< what the share and prepare() read
  /// The rows that its maps went over, by dataset, if it belongs to a plan.
  std::map<std::string, std::vector<RowSection>> computed;
  /// The digest of the plan that the share belongs to (run/row_plan.h). nullopt: it is the whole
  /// slice, with all its rows computed.
  std::optional<Digest> plan;
};

std::string slice_path(const std::string& job_path, const Share& share, const char* ending);
/// The path of the list of files that a share saved, or "prepare" or "synthesis".
std::string saved_path(const std::string& job_path, const std::string& who);

Document saved_document(const SavedList& files);
SavedList read_saved(const Document& document, const std::string& path);
Document slice_document(const SliceReport& report);
/// The shares that have a file with this ending in the folder `slices`, in order.
std::vector<Share> shares_with(const std::string& job_path, const char* ending);
/// nullopt when the share is not finished.
std::optional<SliceReport> find_slice_report(const std::string& job_path, const Share& share);
/// Throws Error when it is not finished.
SliceReport read_slice_report(const std::string& job_path, const Share& share);

}  // namespace accel
