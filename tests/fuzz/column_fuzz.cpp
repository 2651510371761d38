// SPDX-License-Identifier: Apache-2.0
// Any bytes as a column file: it is opened, all its batches are asked for, and every value that they
// hand out is read to its last byte. An Error is as good; a read outside of the file is for the
// sanitizer to find.
#include "column/column_reader.h"

#include <accel/error.h>

#include <cstring>
#include <string>

namespace accel {
namespace {

volatile std::uint64_t sink;  // so that reading is not left out

void read_bytes(const void* data, std::size_t size) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += static_cast<const std::uint8_t*>(data)[i];
  sink = sink + sum;
}

template <class T>
void read_value(const T& value) {
  read_bytes(&value, sizeof value);
}
void read_value(Bytes value) { read_bytes(value.data(), value.size()); }
void read_value(std::string_view value) { read_bytes(value.data(), value.size()); }
template <class T>
void read_value(std::span<const T> value) {
  read_bytes(value.data(), value.size_bytes());
}

template <class T>
void read_batch(const detail::Batch& batch) {
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const auto value = detail::Read<std::optional<T>>::get(batch, row);
    if (value) read_value(*value);
  }
}

template <class T>
void read_numbers(const ColumnSpec& spec, const detail::Batch& batch) {
  if (spec.type == ColumnType::list) {
    read_batch<std::span<const T>>(batch);
  } else {
    read_batch<T>(batch);
  }
}

void read_all(const ColumnSpec& spec, const detail::Batch& batch) {
  switch (spec.type == ColumnType::list ? spec.element : spec.type) {
    case ColumnType::bytes: return read_batch<Bytes>(batch);
    case ColumnType::text:
    case ColumnType::json: return read_batch<std::string_view>(batch);
    case ColumnType::boolean: return read_batch<bool>(batch);
    case ColumnType::int32: return read_numbers<std::int32_t>(spec, batch);
    case ColumnType::int64: return read_numbers<std::int64_t>(spec, batch);
    case ColumnType::uint64: return read_numbers<std::uint64_t>(spec, batch);
    case ColumnType::float32: return read_numbers<float>(spec, batch);
    case ColumnType::float64: return read_numbers<double>(spec, batch);
    case ColumnType::date: return read_batch<Date>(batch);
    case ColumnType::datetime: return read_batch<DateTime>(batch);
    case ColumnType::list: std::abort();
  }
}

/// A mapping begins at a page, and so do these bytes at what any number may lie at; what lies behind
/// them is not the file's.
void read_column(Bytes file) {
  try {
    ColumnReader reader("c", file);
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < reader.batch_count(); ++i) {
      const detail::Batch batch = reader.batch(i);
      if (reader.first_row(i) != rows || batch.rows < 1) std::abort();
      read_all(reader.spec(), batch);
      rows += batch.rows;
    }
    if (reader.rows() != rows) std::abort();
  } catch (const Error&) {
  }
}

}  // namespace
}  // namespace accel

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const accel::Buffer copy = accel::Buffer::copy_of({reinterpret_cast<const char*>(data), size});
  accel::read_column({copy.data(), size});
  return 0;
}

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t most);

/// Every other time one number, where one may lie, becomes another that is likely to be believed:
/// what inserts or removes bytes leaves nothing where the footer says that it is.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  if (size < 64 || seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  std::uint64_t random = seed * 0x9e3779b97f4a7c15U;
  const auto below = [&](std::uint64_t bound) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    return random % bound;
  };
  for (std::uint64_t changes = 1 + below(3); changes > 0; --changes) {
    const std::size_t width = std::size_t{1} << below(4);
    std::uint8_t* const place = data + below(size / width) * width;
    std::uint64_t number = 0;
    std::memcpy(&number, place, width);
    switch (below(8)) {
      case 0: number = below(256); break;
      case 1: number = std::uint64_t{1} << below(64); break;
      case 2: number = (std::uint64_t{1} << below(64)) - 1; break;
      case 3: number = size - below(64); break;
      case 4: number = 0 - (std::uint64_t{1} << below(64)); break;
      case 5: std::memcpy(&number, data + below(size / 8) * 8, 8); break;
      case 6: number ^= std::uint64_t{1} << below(width * 8); break;
      default: number += below(33) - 16; break;
    }
    std::memcpy(place, &number, width);
  }
  return size;
}
