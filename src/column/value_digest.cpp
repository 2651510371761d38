// SPDX-License-Identifier: Apache-2.0
#include "column/value_digest.h"

#include <accel/writer.h>

#include "column/batch_buffer.h"
#include "column/column_type.h"
#include "column/column_visit.h"

#include <cstring>

namespace accel {
namespace {

using detail::Batch;
using detail::Cell;

/// The bytes of a value that is present; not of a bool.
std::string_view value_bytes(const ColumnSpec& spec, const Batch& batch, std::int64_t row) {
  if (const std::size_t width = row_width(spec); width > 0) {
    const auto place = static_cast<std::size_t>(row) * width;
    return {static_cast<const char*>(batch.values) + place, width};
  }
  if (offset_width(spec.type) == sizeof(std::int64_t)) {
    return detail::Read<Bytes>::get(batch, row).text();
  }
  return detail::Read<std::string_view>::get(batch, row);
}

}  // namespace

Digest value_digest(const ColumnSpec& spec, const Batch& batch, std::int64_t row) {
  if (!batch.present(row)) return {};
  if (spec.type != ColumnType::boolean) return digest_of(value_bytes(spec, batch, row));
  return digest_of(detail::Read<bool>::get(batch, row) ? "1" : "0");
}

bool is_stored_as(const ColumnSpec& spec, const Cell& cell, const Batch& batch, std::int64_t row) {
  const bool is_present = cell.kind != Cell::Kind::absent;
  if (!is_present || !batch.present(row)) return is_present == batch.present(row);
  if (spec.type == ColumnType::boolean) {
    return cell.number.boolean == detail::Read<bool>::get(batch, row);
  }
  const std::string_view bytes = value_bytes(spec, batch, row);
  if (const std::size_t width = number_width(spec.type); width > 0) {
    std::uint8_t number[sizeof cell.number];
    store_number(spec.type, cell, number);
    return std::memcmp(number, bytes.data(), width) == 0;
  }
  const std::size_t size = spec.type == ColumnType::list ? bytes.size() : cell.size;
  return size == bytes.size() && (size == 0 || std::memcmp(cell.data, bytes.data(), size) == 0);
}

Cell stored_cell(const ColumnSpec& spec, const Batch& batch, std::int64_t row) {
  if (!batch.present(row)) return {};
  return with_column_type(spec, [&](auto type) {
    return detail::make_cell(detail::Read<typename decltype(type)::type>::get(batch, row));
  });
}

}  // namespace accel
