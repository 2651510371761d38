// SPDX-License-Identifier: Apache-2.0
// Any bytes as a column file: it is opened, all its batches are asked for, and every value that
// they hand out is read to its last byte. An Error is as good; a read outside of the file is for
// the sanitizer to find.
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
    case ColumnType::uint8: return read_numbers<std::uint8_t>(spec, batch);
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

/// A mapping begins at a page, and so do these bytes at what any number may lie at; what lies
/// behind them is not the file's.
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

namespace {

/// Xorshift: the same changes for the same seed.
class Random {
 public:
  explicit Random(unsigned seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % bound;
  }

 private:
  std::uint64_t state_;
};

/// Another number, likely to be believed in place of `number`, in a file of this size.
std::uint64_t other_number(std::uint64_t number, std::size_t size, Random& random) {
  switch (random.below(8)) {
    case 0: return random.below(256);
    case 1: return std::uint64_t{1} << random.below(64);
    case 2: return (std::uint64_t{1} << random.below(64)) - 1;
    case 3: return size - random.below(64);
    case 4: return 0 - (std::uint64_t{1} << random.below(64));
    case 5: return number + (random.below(17) - 8) * 64;
    case 6: return number ^ (std::uint64_t{1} << random.below(64));
    default: return number + random.below(33) - 16;
  }
}

/// Changes one number, or it wherever it stands: counts and lengths stand in several places, and
/// are believed only where these agree.
void change_number(std::uint8_t* data, std::size_t size, Random& random) {
  const bool everywhere = random.below(2) == 0;
  const std::size_t width = everywhere ? 8 : std::size_t{1} << random.below(4);
  std::uint8_t* const place = data + random.below(size / width) * width;
  std::uint64_t number = 0;
  std::memcpy(&number, place, width);
  const std::uint64_t other = other_number(number, size, random);
  std::memcpy(place, &other, width);
  if (!everywhere || number == 0) return;
  for (std::size_t at = 0; at + 8 <= size; at += 4) {
    if (std::memcmp(data + at, &number, 8) == 0) std::memcpy(data + at, &other, 8);
  }
}

}  // namespace

/// Every other time numbers are changed where they stand: what inserts or removes bytes leaves
/// nothing where the footer says that it is.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  if (size < 64 || seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  Random random(seed);
  for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes) {
    change_number(data, size, random);
  }
  return size;
}
