// SPDX-License-Identifier: Apache-2.0
// How the function of Writer::map reports that its row is bad, and how Writer::map tracks the
// current row.
#pragma once

#include <accel/export.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// Call it in the function of Writer::map: lists the current row in bad.jsonl, with this reason.
/// The values that the function returns are still written; return std::nullopt for those that are
/// missing. The last reason for a row counts. Throws JobError outside of such a function.
ACCEL_EXPORT void bad_row(std::string_view reason);
/// Takes the exception that a handler caught as the reason. Rethrows one that is not the row's
/// fault: JobError and std::bad_alloc. Call it only in the handler.
ACCEL_EXPORT void bad_row(const std::exception& caught);

namespace detail {

struct WriterState;
struct DatasetState;
struct FilesState;

/// What a map goes over: rows of a dataset, or input files.
struct MapSource {
  const DatasetState* dataset = nullptr;
  const FilesState* files = nullptr;
  int first_slice = 0;
  int last_slice = 0;
  std::vector<std::string> columns;  ///< of the dataset, that the map reads
  bool leaves_out_absent = false;    ///< so the result may have fewer rows than the source
};

/// One run of Writer::map, from when its range has begun: the rows that it goes over, and the
/// current one. Loops inside its function do not change the current row.
class ACCEL_EXPORT MapLoop {
 public:
  /// `is_const`: the function is not mutable.
  MapLoop(WriterState& writer, const MapSource& source, bool is_const);
  MapLoop(const MapLoop&) = delete;
  MapLoop& operator=(const MapLoop&) = delete;
  ~MapLoop();
  /// Goes to the next rows, [first(), end()). Returns false if there are none. `asked`: whether the
  /// function has asked for the number or the name of a row.
  bool next(bool asked);
  std::int64_t first() const { return first_; }
  std::int64_t end() const { return end_; }
  /// The number of rows of the source.
  std::int64_t rows() const { return rows_; }
  /// Whether the row is computed a second time, for comparison. If it fails, the job goes on.
  bool is_trial() const { return is_trial_; }
  /// Whether an earlier attempt at this slice ended at this row.
  bool skips(std::int64_t row) const { return row == next_; }
  /// Why it is skipped. Called once for each such row, in order.
  std::string take_reason();
  /// Marks the current row as bad, or removes that mark.
  void set_bad(std::optional<std::string> reason) { bad_ = std::move(reason); }
  const std::optional<std::string>& bad() const { return bad_; }

 private:
  void find_next();
  bool end_map(bool asked);
  WriterState& writer_;
  MapSource source_;
  bool is_const_;
  std::int64_t* row_;  ///< where the range notes its row
  MapLoop* outer_;
  std::int64_t next_ = -1;  ///< the next row to skip; -1: none
  std::int64_t first_ = 0;
  std::int64_t end_ = 0;
  std::int64_t rows_;
  std::size_t sections_ = 0;  ///< that were begun
  bool is_trial_ = false;
  std::optional<std::string> bad_;
};

}  // namespace detail
}  // namespace accel
