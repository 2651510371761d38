// SPDX-License-Identifier: Apache-2.0
#include "rows/row_reader.h"

#include "dataset/dataset.h"

namespace accel {

RowReader::RowReader(Dataset dataset, std::vector<ColumnSpec> columns)
    : dataset_(std::move(dataset)), columns_(std::move(columns)), walks_(columns_.size()) {}

void RowReader::go_to(int slice, std::int64_t row) {
  if (slice != slice_) open_slice(slice);
  for (Walk& walk : walks_) {
    walk.index = row - walk.begin;
    if (walk.index < walk.batch.first || walk.index >= walk.batch.rows) load(walk, row);
  }
}

void RowReader::close() {
  for (Walk& walk : walks_) {
    if (walk.files) walk.files->close();
    walk.rows.reset();
    walk.batch = {};
  }
  slice_ = -1;
}

void RowReader::open_slice(int slice) {
  close();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Walk& walk = walks_[i];
    if (!walk.files) {
      walk.files = std::make_unique<ColumnFiles>(*dataset_.state(), columns_[i].name);
    }
    walk.rows.emplace(*walk.files, slice);
  }
  slice_ = slice;
}

void RowReader::load(Walk& walk, std::int64_t row) {
  const BatchRows found = walk.rows->at(row);
  walk.batch = found.batch;
  walk.begin = found.first - found.batch.first;
  walk.index = row - walk.begin;
}

}  // namespace accel
