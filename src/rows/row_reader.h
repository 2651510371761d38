// SPDX-License-Identifier: Apache-2.0
// Rows of some columns whose types are known at run time only, in any order of rows. Opens the
// files of these columns, of one slice at a time, so that memory does not grow with the dataset.
#pragma once

#include <accel/dataset.h>

#include "dataset/column_files.h"
#include "rows/row_choice.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace accel {

class RowReader {
 public:
  RowReader(Dataset dataset, std::vector<ColumnSpec> columns);

  const std::vector<ColumnSpec>& columns() const { return columns_; }
  /// The row must exist. Views of the row before become invalid if the slice changes. Throws Error
  /// if a file is damaged or gone.
  void go_to(int slice, std::int64_t row);
  /// Call it after the last row: throws Error if a file was cut while it was read.
  void close();

  bool is_present(std::size_t column) const {
    const Walk& walk = walks_[column];
    return walk.batch.present(walk.index);
  }
  const detail::Batch& batch(std::size_t column) const { return walks_[column].batch; }
  /// The row's place in that batch.
  std::int64_t index(std::size_t column) const { return walks_[column].index; }

 private:
  struct Walk {
    std::unique_ptr<ColumnFiles> files;
    std::optional<SliceRows> rows;  ///< of the slice
    detail::Batch batch;
    std::int64_t begin = 0;  ///< the row of the slice that would be the batch's row 0
    std::int64_t index = 0;
  };
  void open_slice(int slice);
  static void load(Walk& walk, std::int64_t row);

  Dataset dataset_;
  std::vector<ColumnSpec> columns_;
  std::vector<Walk> walks_;
  int slice_ = -1;
};

/// Calls `take()` with the reader at each of these rows, then closes it.
template <class Take>
void each_row(RowReader& reader, std::span<const RowRange> rows, Take&& take) {
  for (const RowRange& range : rows) {
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      reader.go_to(range.slice, row);
      take();
    }
  }
  reader.close();
}

/// Does this for rows by their numbers in the whole dataset, which must ascend.
template <class Take>
void each_row(RowReader& reader, const Dataset& dataset, std::span<const std::int64_t> numbers,
              Take&& take) {
  std::int64_t first = 0;
  auto number = numbers.begin();
  for (int slice = 0; slice < dataset.slices(); ++slice) {
    const std::int64_t end = first + dataset.row_count(slice);
    for (; number != numbers.end() && *number < end; ++number) {
      reader.go_to(slice, *number - first);
      take();
    }
    first = end;
  }
  reader.close();
}

}  // namespace accel
