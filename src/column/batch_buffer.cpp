// SPDX-License-Identifier: Apache-2.0
#include "column/batch_buffer.h"

#include "base/check.h"
#include "column/column_type.h"

#include <algorithm>

namespace accel {
namespace {

using detail::Cell;

const Cell kAbsent;

constexpr std::size_t bitmap_size(std::size_t rows) { return (rows + 7) / 8; }

/// Sets bit `row` of a bitmap that grows by one: the bits after it are set to 0.
void set_next_bit(std::uint8_t* bitmap, std::size_t row, bool bit) {
  const auto shift = static_cast<unsigned>(row % 8);
  const unsigned before = shift == 0 ? 0U : bitmap[row / 8];
  bitmap[row / 8] = static_cast<std::uint8_t>(before | (static_cast<unsigned>(bit) << shift));
}

/// What a value is that is stored as it comes, in 8 bytes.
std::optional<Cell::Kind> find_word_kind(ColumnType type) {
  switch (type) {
    case ColumnType::int64: return Cell::Kind::whole;
    case ColumnType::uint64: return Cell::Kind::unsigned_whole;
    case ColumnType::float64: return Cell::Kind::real;
    case ColumnType::datetime: return Cell::Kind::datetime;
    default: return std::nullopt;
  }
}

std::size_t size_of(const Cell& cell) { return cell.kind == Cell::Kind::absent ? 0 : cell.size; }

std::int64_t whole_of(const Cell& cell) {
  if (cell.kind != Cell::Kind::unsigned_whole) return cell.number.whole;
  return static_cast<std::int64_t>(cell.number.unsigned_whole);
}

std::uint64_t unsigned_of(const Cell& cell) { return static_cast<std::uint64_t>(whole_of(cell)); }

double real_of(const Cell& cell) {
  if (cell.kind == Cell::Kind::real) return cell.number.real;
  if (cell.kind == Cell::Kind::whole) return static_cast<double>(cell.number.whole);
  if (cell.kind == Cell::Kind::absent) return 0;
  return static_cast<double>(cell.number.unsigned_whole);
}

/// The bound of a batch, whose rows have this width, or no fixed one.
std::size_t batch_bound(std::size_t row_width) {
  const std::size_t rows = kListRows * row_width + 2 * kArrowAlignment;
  return std::clamp(rows, kBatchBound, kListBatchBound);
}

/// The most rows of `bits` bits each whose body stays inside the bound; at least one.
std::size_t fixed_capacity(std::size_t bits, bool nullable, std::size_t bound) {
  const auto body = [&](std::size_t rows) {
    return arrow_padded((rows * bits + 7) / 8) + (nullable ? arrow_padded(bitmap_size(rows)) : 0);
  };
  std::size_t rows = bound * 8 / (bits + (nullable ? 1 : 0));
  while (rows > 1 && body(rows) > bound) --rows;
  return rows == 0 ? 1 : rows;
}

std::unique_ptr<std::uint8_t[]> uninitialised(std::size_t size) {
  return std::make_unique_for_overwrite<std::uint8_t[]>(size);
}

template <class T>
void store(T number, std::uint8_t* place) {
  std::memcpy(place, &number, sizeof number);
}

}  // namespace

void store_number(ColumnType type, const Cell& cell, std::uint8_t* place) {
  switch (type) {
    case ColumnType::uint8: return store(static_cast<std::uint8_t>(whole_of(cell)), place);
    case ColumnType::int32:
    case ColumnType::date: return store(static_cast<std::int32_t>(whole_of(cell)), place);
    case ColumnType::int64:
    case ColumnType::datetime: return store(whole_of(cell), place);
    case ColumnType::uint64: return store(unsigned_of(cell), place);
    case ColumnType::float32: return store(static_cast<float>(real_of(cell)), place);
    case ColumnType::float64: return store(real_of(cell), place);
    default: ACCEL_CHECK(false);
  }
}

BatchBuffer::BatchBuffer(const ColumnSpec& spec, bool nullable)
    : type_(spec.type),
      nullable_(nullable),
      row_width_(row_width(spec)),
      offset_width_(offset_width(spec.type)),
      bound_(batch_bound(row_width_)),
      word_kind_(find_word_kind(spec.type)) {
  if (offset_width_ != 0) {
    offsets_ = uninitialised(kBatchBound);
    values_ = uninitialised(kBatchBound);
  } else {
    const std::size_t bits = type_ == ColumnType::boolean ? 1 : row_width_ * 8;
    capacity_ = fixed_capacity(bits, nullable, bound_);
    // A list this large is written without a copy; only an absent one needs memory here.
    if (row_width_ <= bound_) values_ = uninitialised(bound_);
  }
  if (nullable) validity_ = uninitialised(kBatchBound);
  clear();
}

void BatchBuffer::clear() {
  rows_ = absent_ = data_size_ = 0;
  word_capacity_ = capacity_;
  if (offset_width_ != 0) std::memset(offsets_.get(), 0, offset_width_);
}

bool BatchBuffer::has_room(const Cell& cell) const {
  if (offset_width_ == 0) return rows_ < capacity_;
  const std::size_t size = size_of(cell);
  if (size > kBatchBound) return false;
  return (nullable_ ? arrow_padded(bitmap_size(rows_ + 1)) : 0) +
             arrow_padded((rows_ + 2) * offset_width_) + arrow_padded(data_size_ + size) <=
         kBatchBound;
}

bool BatchBuffer::is_large(const Cell& cell) const {
  if (cell.kind == Cell::Kind::absent) return false;
  return offset_width_ != 0 ? cell.size >= kLargeValue : row_width_ >= bound_ / 4;
}

void BatchBuffer::add(const Cell& cell) {
  const bool is_absent = cell.kind == Cell::Kind::absent;
  if (is_absent) {
    add_absent();
  } else if (absent_ != 0) {
    set_next_bit(validity_.get(), rows_, true);
  }
  const Cell& stored = is_absent ? kAbsent : cell;
  switch (type_) {
    case ColumnType::bytes:
    case ColumnType::text:
    case ColumnType::json: add_data(stored); break;
    case ColumnType::boolean:
      set_next_bit(values_.get(), rows_, !is_absent && stored.number.boolean);
      break;
    case ColumnType::list: add_list(stored); break;
    default: store_number(type_, stored, values_.get() + rows_ * row_width_);
  }
  ++rows_;
}

/// The bitmap begins with the first absent value of a batch; most batches have none.
void BatchBuffer::add_absent() {
  word_capacity_ = 0;
  if (absent_++ == 0) {
    std::memset(validity_.get(), 0xff, rows_ / 8);
    validity_[rows_ / 8] = static_cast<std::uint8_t>((1U << (rows_ % 8)) - 1);
  } else {
    set_next_bit(validity_.get(), rows_, false);
  }
}

void BatchBuffer::add_data(const Cell& cell) {
  if (cell.size != 0) std::memcpy(values_.get() + data_size_, cell.data, cell.size);
  data_size_ += cell.size;
  put_end(data_size_);
}

/// The offset at which the next row ends.
void BatchBuffer::put_end(std::size_t end) {
  std::uint8_t* place = offsets_.get() + (rows_ + 1) * offset_width_;
  if (offset_width_ == sizeof(std::int64_t)) {
    std::memcpy(place, &end, sizeof(std::int64_t));
  } else {
    const auto narrow = static_cast<std::int32_t>(end);
    std::memcpy(place, &narrow, sizeof narrow);
  }
}

void BatchBuffer::add_list(const Cell& cell) {
  if (!values_) values_ = uninitialised(row_width_);
  std::uint8_t* out = values_.get() + rows_ * row_width_;
  if (cell.data != nullptr) {
    std::memcpy(out, cell.data, row_width_);
  } else {
    std::memset(out, 0, row_width_);
  }
}

Bytes BatchBuffer::values() const {
  if (offset_width_ != 0) return {values_.get(), data_size_};
  const bool is_bits = type_ == ColumnType::boolean;
  return {values_.get(), is_bits ? bitmap_size(rows_) : rows_ * row_width_};
}

BatchBody BatchBuffer::body() const {
  BatchBody body;
  body.rows = static_cast<std::int64_t>(rows_);
  body.absent = static_cast<std::int64_t>(absent_);
  if (absent_ != 0) body.validity = {validity_.get(), bitmap_size(rows_)};
  if (offset_width_ != 0) body.offsets = {offsets_.get(), (rows_ + 1) * offset_width_};
  body.values = values();
  return body;
}

BatchBody BatchBuffer::body_with(const Cell& cell) {
  const Bytes before = values();
  if (absent_ != 0) set_next_bit(validity_.get(), rows_, true);
  if (offset_width_ != 0) put_end(data_size_ + cell.size);
  ++rows_;
  BatchBody body = this->body();
  body.values = before;
  body.last_value = {cell.data, offset_width_ != 0 ? cell.size : row_width_};
  return body;
}

}  // namespace accel
