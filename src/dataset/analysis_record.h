// SPDX-License-Identifier: Apache-2.0
// What analysis() of a slice reads and how it fills its datasets, recorded while it runs. The
// record decides whether a later job with other inputs may keep rows of this one (run/row_plan.h).
#pragma once

#include "base/json.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// A dataset that one map over the rows of the slice fills.
struct MapRecord {
  std::string dataset;               ///< that the map fills
  std::string source;                ///< a dataset's reference, or the name of an option of files
  bool is_of_files = false;          ///< `source` is an option
  std::vector<std::string> columns;  ///< that the map reads, sorted
  std::vector<std::string> writes;   ///< the columns that it writes, with their types
  bool operator==(const MapRecord&) const = default;
};

/// How `all_rows` begins if a trial found the reason. Jobs with the same recipe need not try again.
inline constexpr const char* kDependsOnMore = "the function of map depends on more than its row: ";

struct AnalysisRecord {
  std::vector<MapRecord> maps;
  /// What is read besides the rows of the maps, as pairs: a dataset's reference, an option of
  /// files, or "" for the job itself; and what was read of it.
  std::set<std::pair<std::string, std::string>> reads;
  /// Why all rows must be computed, whatever earlier jobs have. Empty if that is not necessary.
  std::string all_rows;
};

Document analysis_document(const AnalysisRecord& record);
AnalysisRecord read_analysis(const Document& document, const std::string& path);
/// Adds what another slice did. If its maps differ, all rows must be computed.
void merge_analysis(AnalysisRecord& record, const AnalysisRecord& slice);

inline constexpr const char* kFilesRead = "files";
/// Recorded as a read of the job itself if `analysis()` reads some slices apart from the others.
/// Rows that were in another slice are then not kept.
inline constexpr const char* kSliceRead = "a slice";

/// Recorded as a read of the job itself if the function of a map reached a limit (LimitError), but
/// its row is not bad for that reason. With higher limits, the row may have other values.
inline constexpr const char* kLimitRead = "a limit of accel.toml";

/// Begins an empty record in this process.
void begin_analysis_record();
/// Adds a read to the record, if there is one. `source` is empty for the job itself.
void note_read(std::string_view source, std::string_view what);
/// Adds a read of all slices, or of only some.
inline void note_slices(bool all) {
  if (!all) note_read("", kSliceRead);
}
/// Removes one read from the record, because it belongs to a map.
void unnote_read(const std::string& source, const std::string& what);
void note_map(MapRecord map);
/// Accounts for that many LimitErrors: their rows are bad, or will be computed again.
void note_limits(std::uint64_t count);
/// Sets the reason why all rows must be computed, unless there is one.
void note_all_rows(std::string reason);
/// Ends the record and returns it.
AnalysisRecord take_analysis_record();

}  // namespace accel
