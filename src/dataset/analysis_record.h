// SPDX-License-Identifier: Apache-2.0
// What analysis() of a slice reads and how it fills its datasets, noted while it runs: this decides
// whether a later job of other inputs may keep rows of this one (run/row_plan.h).
#pragma once

#include "base/json.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// A dataset that is filled by one map over the rows of its slice.
struct MapRecord {
  std::string dataset;               ///< that is written
  std::string source;                ///< a dataset's reference, or the name of an option of files
  bool is_of_files = false;          ///< `source` is an option
  std::vector<std::string> columns;  ///< that the map reads, sorted
  std::vector<std::string> writes;   ///< the columns that it writes, with their types
  bool operator==(const MapRecord&) const = default;
};

/// What `all_rows` begins with if a trial showed it: jobs of the same recipe need not try again.
inline constexpr const char* kDependsOnMore = "the function of map depends on more than its row: ";

struct AnalysisRecord {
  std::vector<MapRecord> maps;
  /// What is read but for the rows of the maps: a dataset's reference and what of it, or an option
  /// of files.
  std::set<std::pair<std::string, std::string>> reads;
  /// Why each row has to be computed, whatever was computed before. Empty if that is not so.
  std::string all_rows;
};

Document analysis_document(const AnalysisRecord& record);
AnalysisRecord read_analysis(const Document& document, const std::string& path);
/// Adds what another slice did. If that is something else, all rows have to be computed.
void merge_analysis(AnalysisRecord& record, const AnalysisRecord& slice);

inline constexpr const char* kFilesRead = "files";
/// What is read of the job itself, the empty source: something of a slice. So rows that were in
/// another slice are not the same.
inline constexpr const char* kSliceRead = "a slice";

/// Starts the record of this process, empty.
void begin_analysis_record();
/// Adds to it, if there is one. `source` may be empty: the job itself.
void note_read(std::string_view source, std::string_view what);
/// For a read of all slices, or only of some.
inline void note_slices(bool all) {
  if (!all) note_read("", kSliceRead);
}
/// Takes one such note back: it was the map's own.
void unnote_read(const std::string& source, const std::string& what);
void note_map(MapRecord map);
/// The first reason counts.
void note_all_rows(std::string reason);
/// Ends the record.
AnalysisRecord take_analysis_record();

}  // namespace accel
