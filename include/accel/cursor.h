// SPDX-License-Identifier: Apache-2.0
// Reads one column of a dataset, batch by batch, for rows (<accel/rows.h>) and spans
// (<accel/spans.h>). Methods do not use it directly.
#pragma once

#include <accel/column.h>
#include <accel/handle.h>

#include <string>

namespace accel {

/// What a range of rows, or of spans, ends with.
struct RowsEnd {};

namespace detail {

struct DatasetState;
ACCEL_EXPORT void retain(DatasetState*);
ACCEL_EXPORT void release(DatasetState*);
struct CursorState;
ACCEL_EXPORT void retain(CursorState*);
ACCEL_EXPORT void release(CursorState*);

/// Walks one column, batch by batch, through the slices [first, last).
class ACCEL_EXPORT Cursor {
 public:
  Cursor() = default;
  /// Throws Error when the dataset has no such column, or one of another type.
  Cursor(const Handle<DatasetState>& dataset, const ColumnSpec& spec, int first, int last);
  /// Goes to the next batch that has rows; false at the end. Earlier views stay valid; their memory
  /// is given back to the system.
  bool next(Batch& batch);
  /// Goes to the batch that holds `row`, which must exist. batch.first is then that row.
  void seek(std::int64_t row, Batch& batch);

 private:
  Handle<CursorState> state_;
};

/// Where the current row is noted, for progress and for error messages.
ACCEL_EXPORT std::int64_t*& current_row();
/// What is noted there after the last row: no row, and how many there were.
constexpr std::int64_t rows_done(std::int64_t rows) { return -rows - 1; }
[[noreturn]] ACCEL_EXPORT void throw_absent(const std::string& column, std::int64_t row);
/// For the first absent value of a batch whose first row is `row`.
[[noreturn]] ACCEL_EXPORT void throw_absent_in(const Batch& batch, const std::string& column,
                                               std::int64_t row);
[[noreturn]] ACCEL_EXPORT void throw_unequal_rows();
[[noreturn]] ACCEL_EXPORT void throw_no_loop();
/// Records that a loop over the dataset was asked for the number or the name of a row.
ACCEL_EXPORT void note_row_asked(const Handle<DatasetState>& dataset);
/// The name of row `row` of the slices [first, last): its `filename`, if the dataset has such a
/// column. Empty if there is no such row.
ACCEL_EXPORT std::string row_name(const Handle<DatasetState>& dataset, int first, int last,
                                  std::int64_t row);

}  // namespace detail
}  // namespace accel
