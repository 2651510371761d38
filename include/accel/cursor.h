// SPDX-License-Identifier: Apache-2.0
// The way through one column of a dataset, batch by batch, for what reads rows (<accel/rows.h>) and
// spans (<accel/spans.h>). Not for methods to use themselves.
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
  /// The next batch that has rows; false at the end. Earlier views stay valid; their memory is
  /// given back.
  bool next(Batch& batch);

 private:
  Handle<CursorState> state_;
};

/// Where the row that is being worked on is noted, for progress and for error messages.
ACCEL_EXPORT std::int64_t*& current_row();
/// What it says when the loop has left its last row: no row, and how many there were.
constexpr std::int64_t rows_done(std::int64_t rows) { return -rows - 1; }
[[noreturn]] ACCEL_EXPORT void throw_absent(const std::string& column, std::int64_t row);
/// For the first absent value of a batch whose first row is `row`.
[[noreturn]] ACCEL_EXPORT void throw_absent_in(const Batch& batch, const std::string& column,
                                               std::int64_t row);
[[noreturn]] ACCEL_EXPORT void throw_unequal_rows();
/// What a person would call row `row` of the slices [first, last): its `filename`, where the
/// dataset has such a column. Empty when there is no such row.
ACCEL_EXPORT std::string row_name(const Handle<DatasetState>& dataset, int first, int last,
                                  std::int64_t row);

}  // namespace detail
}  // namespace accel
