// SPDX-License-Identifier: Apache-2.0
// Several columns in one Arrow IPC file, row by row, for other programs that read such files. The
// column files of datasets have one column each (column_writer.h). Memory stays within three times
// the batch bound for each column.
#pragma once

#include "column/batch_buffer.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace accel {

class TableWriter {
 public:
  /// Gets the next bytes of the file.
  using Sink = std::function<void(std::string_view)>;

  /// At least one column. This and the functions below throw what the sink throws.
  TableWriter(std::vector<ColumnSpec> columns, Sink sink);

  /// Adds a row: a cell for each column, of its type. They are copied, or written, before this
  /// returns.
  void append(std::span<const detail::Cell> row);
  /// Writes the rest and the footer. Call it once, last.
  void finish();

 private:
  bool has_room(std::span<const detail::Cell> row) const;
  bool is_any_large(std::span<const detail::Cell> row) const;
  void write_waiting();
  void write_batch(std::span<const BatchBody> bodies);
  void write(Bytes bytes);

  std::vector<ColumnSpec> columns_;
  Sink sink_;
  std::vector<BatchBuffer> waiting_;
  std::vector<ArrowBlock> blocks_;
  std::int64_t position_ = 0;
};

}  // namespace accel
