// SPDX-License-Identifier: Apache-2.0
#include "column/column_writer.h"

#include "column/arrow_write.h"
#include "column/cell_check.h"
#include "column/column_type.h"

#include <array>

namespace accel {
namespace {

alignas(kArrowAlignment) constexpr std::array<std::uint8_t, kArrowAlignment> kZeros{};

Bytes padding(Bytes bytes) { return {kZeros.data(), arrow_padded(bytes.size()) - bytes.size()}; }

ColumnSpec checked(ColumnSpec spec) {
  check_column_spec(spec);
  return spec;
}

}  // namespace

ColumnWriter::ColumnWriter(std::string path, ColumnSpec spec, bool nullable)
    : spec_(checked(std::move(spec))),
      nullable_(nullable),
      file_(std::move(path)),
      waiting_(spec_, nullable),
      extremes_(spec_.type) {
  const std::string beginning = arrow_beginning(spec_, nullable);
  file_.write({{Bytes(beginning)}});
}

void ColumnWriter::check(const detail::Cell& cell) const { check_cell(spec_, nullable_, cell); }

void ColumnWriter::append(const detail::Cell& cell) {
  if (waiting_.has_room(cell)) [[likely]] {
    waiting_.add(cell);
  } else {
    append_slowly(cell);
  }
  ++rows_;
}

void ColumnWriter::append_slowly(const detail::Cell& cell) {
  write_waiting();
  if (waiting_.is_over_bound(cell)) {
    write_over_bound(cell);
  } else {
    waiting_.add(cell);
  }
}

void ColumnWriter::write_over_bound(const detail::Cell& cell) {
  BatchBody body{1, 0, {}, {}, {cell.data, cell.size}};
  const std::int64_t wide[] = {0, static_cast<std::int64_t>(cell.size)};
  const std::int32_t narrow[] = {0, static_cast<std::int32_t>(cell.size)};
  if (spec_.type == ColumnType::list) {
    body.values = {cell.data, row_width(spec_)};
  } else if (spec_.type == ColumnType::bytes) {
    body.offsets = {wide, sizeof wide};
  } else {
    body.offsets = {narrow, sizeof narrow};
  }
  write_batch(body);
}

void ColumnWriter::write_waiting() {
  if (waiting_.is_empty()) return;
  const BatchBody body = waiting_.body();
  const auto* validity = body.validity.empty() ? nullptr : body.validity.data();
  extremes_.add({body.rows, validity, body.values.data(), nullptr, 0});
  write_batch(body);
  absent_ += body.absent;
  waiting_.clear();
}

void ColumnWriter::write_batch(const BatchBody& body) {
  const std::string message = arrow_batch(spec_, body);
  blocks_.push_back({static_cast<std::int64_t>(file_.position()),
                     static_cast<std::int32_t>(message.size()), body.size()});
  file_.write({{Bytes(message), body.validity, padding(body.validity), body.offsets,
                padding(body.offsets), body.values, padding(body.values)}});
}

ColumnFile ColumnWriter::finish(Durable durable) {
  write_waiting();
  const std::string end = arrow_end(spec_, nullable_, blocks_);
  file_.write({{Bytes(end)}});
  file_.close(durable);
  return {rows_,
          absent_,
          file_.position(),
          file_.checksum(),
          extremes_.find_min(),
          extremes_.find_max()};
}

}  // namespace accel
