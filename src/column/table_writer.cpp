// SPDX-License-Identifier: Apache-2.0
#include "column/table_writer.h"

#include "base/check.h"

namespace accel {

TableWriter::TableWriter(std::vector<ColumnSpec> columns, Sink sink)
    : columns_(std::move(columns)), sink_(std::move(sink)) {
  for (const ColumnSpec& spec : columns_) waiting_.emplace_back(spec, true);
  write(Bytes(arrow_beginning(columns_, true)));
}

void TableWriter::append(std::span<const detail::Cell> row) {
  ACCEL_CHECK(row.size() == columns_.size());
  if (!has_room(row)) write_waiting();
  if (!is_any_large(row)) {
    for (std::size_t i = 0; i < row.size(); ++i) waiting_[i].add(row[i]);
    return;
  }
  std::vector<BatchBody> bodies;  // a large value is the last of its batch
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (waiting_[i].is_large(row[i])) {
      bodies.push_back(waiting_[i].body_with(row[i]));
    } else {
      waiting_[i].add(row[i]);
      bodies.push_back(waiting_[i].body());
    }
  }
  write_batch(bodies);
}

bool TableWriter::is_any_large(std::span<const detail::Cell> row) const {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (waiting_[i].is_large(row[i])) return true;
  }
  return false;
}

bool TableWriter::has_room(std::span<const detail::Cell> row) const {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (!waiting_[i].has_room(row[i])) return false;
  }
  return true;
}

void TableWriter::write_waiting() {
  if (waiting_.front().is_empty()) return;
  std::vector<BatchBody> bodies;
  for (const BatchBuffer& buffer : waiting_) bodies.push_back(buffer.body());
  write_batch(bodies);
}

void TableWriter::write_batch(std::span<const BatchBody> bodies) {
  const std::string message = arrow_batch(columns_, bodies);
  std::int64_t size = 0;
  for (const BatchBody& body : bodies) size += body.size();
  blocks_.push_back({position_, static_cast<std::int32_t>(message.size()), size});
  write(Bytes(message));
  for (const BatchBody& body : bodies) {
    for (const Bytes part : {body.validity, arrow_padding(body.validity.size()), body.offsets,
                             arrow_padding(body.offsets.size()), body.values, body.last_value,
                             arrow_padding(body.values_size())}) {
      write(part);
    }
  }
  for (BatchBuffer& buffer : waiting_) buffer.clear();
}

void TableWriter::finish() {
  write_waiting();
  write(Bytes(arrow_end(columns_, true, blocks_)));
}

void TableWriter::write(Bytes bytes) {
  sink_(bytes.text());
  position_ += static_cast<std::int64_t>(bytes.size());
}

}  // namespace accel
