// SPDX-License-Identifier: Apache-2.0
// Writes one column file: an Arrow IPC file, front to back, hashed as it goes. Memory stays within
// three times the batch bound, whatever is written. Without finish() the file has no footer and is
// not a column file; the caller has to delete it.
#pragma once

#include "column/batch_buffer.h"
#include "column/cell_check.h"
#include "column/extremes.h"
#include "column/hashed_file.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// What a finished file holds, for the manifest.
struct ColumnFile {
  std::string name;  ///< of the column
  std::int64_t rows = 0;
  std::int64_t absent = 0;
  std::uint64_t bytes = 0;        ///< the file's size
  Digest checksum;                ///< of the whole file
  std::optional<Value> min, max;  ///< numbers; dates and times as text; see Extremes
};

class ColumnWriter {
 public:
  /// Creates the file, or empties an existing one, and writes its beginning. Throws Error if there
  /// is no such column type, SystemError if the file cannot be made.
  ColumnWriter(std::string path, ColumnSpec spec, bool nullable);

  /// Throws Error when the value does not fit the column. Changes nothing.
  void check(const detail::Cell& cell) const {
    if (!waiting_.is_word(cell)) check_cell(spec_, nullable_, cell);
  }
  /// Adds a row. The value must have passed check(); it is copied, or written, before this returns.
  /// Throws SystemError only; the file is then lost, and finish() throws the same.
  void append(const detail::Cell& cell) {
    if (!waiting_.add_word(cell)) append_any(cell);
    ++rows_;
  }
  /// Writes the rest and the footer, and closes the file. Call it once, last.
  ColumnFile finish(Durable durable = Durable::no);

  const ColumnSpec& spec() const { return spec_; }
  const std::string& path() const { return file_.path(); }
  std::int64_t rows() const { return rows_; }

 private:
  void append_any(const detail::Cell& cell);
  void write_waiting();
  void write_batch(const BatchBody& body);

  ColumnSpec spec_;
  bool nullable_;
  HashedFile file_;
  BatchBuffer waiting_;
  Extremes extremes_;
  std::vector<ArrowBlock> blocks_;
  std::int64_t rows_ = 0;
  std::int64_t absent_ = 0;
};

}  // namespace accel
