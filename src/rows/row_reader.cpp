// SPDX-License-Identifier: Apache-2.0
#include "rows/row_reader.h"

#include "dataset/dataset.h"

namespace accel {

RowReader::RowReader(Dataset dataset, std::vector<ColumnSpec> columns)
    : dataset_(std::move(dataset)), columns_(std::move(columns)), walks_(columns_.size()) {}

void RowReader::go_to(int slice, std::int64_t row) {
  if (slice != slice_) open_slice(slice);
  for (Walk& walk : walks_) {
    walk.index = row - walk.first;
    if (walk.index < 0 || walk.index >= walk.batch.rows) load(walk, row);
  }
}

void RowReader::close() {
  for (Walk& walk : walks_) {
    if (walk.reader) walk.reader->check_not_cut();
    walk = {};
  }
  slice_ = -1;
}

void RowReader::open_slice(int slice) {
  close();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    walks_[i].reader = open_column(*dataset_.state(), columns_[i].name, slice);
  }
  slice_ = slice;
}

void RowReader::load(Walk& walk, std::int64_t row) {
  const std::size_t batch = walk.reader->batch_of(row);
  walk.reader->give_back_before(batch);
  walk.batch = walk.reader->batch(batch);
  walk.first = walk.reader->first_row(batch);
  walk.index = row - walk.first;
}

}  // namespace accel
