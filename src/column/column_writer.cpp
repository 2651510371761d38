// SPDX-License-Identifier: Apache-2.0
#include "column/column_writer.h"

#include "column/arrow_write.h"
#include "column/column_type.h"

namespace accel {
namespace {

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
  const std::string beginning = arrow_beginning({&spec_, 1}, nullable);
  file_.write({{Bytes(beginning)}});
  file_.flush();  // a full disk is reported now
}

void ColumnWriter::append_any(const detail::Cell& cell) {
  if (!waiting_.has_room(cell)) write_waiting();
  if (waiting_.is_large(cell)) {
    write_batch(waiting_.body_with(cell));
  } else {
    waiting_.add(cell);
  }
}

void ColumnWriter::write_waiting() {
  if (waiting_.is_empty()) return;
  const BatchBody body = waiting_.body();
  const auto* validity = body.validity.empty() ? nullptr : body.validity.data();
  extremes_.add({body.rows, validity, body.values.data(), nullptr, 0});
  write_batch(body);
}

void ColumnWriter::write_batch(const BatchBody& body) {
  const std::string message = arrow_batch({&spec_, 1}, {&body, 1});
  blocks_.push_back({static_cast<std::int64_t>(file_.position()),
                     static_cast<std::int32_t>(message.size()), body.size()});
  absent_ += body.absent;
  file_.write({{Bytes(message), body.validity, arrow_padding(body.validity.size()), body.offsets,
                arrow_padding(body.offsets.size()), body.values, body.last_value,
                arrow_padding(body.values_size())}});
  waiting_.clear();
}

ColumnFile ColumnWriter::finish(Durable durable) {
  write_waiting();
  const std::string end = arrow_end({&spec_, 1}, nullable_, blocks_);
  file_.write({{Bytes(end)}});
  file_.close(durable);
  return {
      spec_.name,          rows_, absent_, file_.position(), file_.checksum(), extremes_.find_min(),
      extremes_.find_max()};
}

}  // namespace accel
