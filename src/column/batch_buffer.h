// SPDX-License-Identifier: Apache-2.0
// The rows of one column that wait to be written, in the layout of the file. Its memory is
// allocated once, and pages that no row has reached cost nothing. Values must have been checked
// before (check_cell).
#pragma once

#include "column/arrow_write.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

namespace accel {

/// A batch closes before its body is larger.
inline constexpr std::size_t kBatchBound = std::size_t{1} << 20;
/// A value of this size or more closes its batch, so that it is written without a copy.
inline constexpr std::size_t kLargeValue = kBatchBound / 4;
/// Batches of lists may be larger, to hold this many rows: methods read a batch as one span.
inline constexpr std::size_t kListRows = 32;
inline constexpr std::size_t kListBatchBound = std::size_t{1} << 24;

/// Stores a number, date or time as a column file has it, in number_width(type) bytes; zeros for an
/// absent one.
void store_number(ColumnType type, const detail::Cell& cell, std::uint8_t* place);

class BatchBuffer {
 public:
  BatchBuffer(const ColumnSpec& spec, bool nullable);

  bool is_empty() const { return rows_ == 0; }
  /// Whether the value fits the column as it is: the 8 bytes of `cell.number` are what is stored.
  bool is_word(const detail::Cell& cell) const { return word_kind_ == cell.kind; }
  /// A fast path for such a value. Returns false and does nothing if there is no room, or if a
  /// value is absent.
  bool add_word(const detail::Cell& cell) {
    if (!is_word(cell) || rows_ >= word_capacity_) return false;
    std::memcpy(values_.get() + rows_ * sizeof cell.number, &cell.number, sizeof cell.number);
    ++rows_;
    return true;
  }
  /// Whether the body stays inside the bound with one more row.
  bool has_room(const detail::Cell& cell) const;
  bool is_large(const detail::Cell& cell) const;
  void add(const detail::Cell& cell);
  /// Views of the rows so far, until the next add or clear.
  BatchBody body() const;
  /// Likewise with a large value as the last row, which is not copied. Call clear() next.
  BatchBody body_with(const detail::Cell& cell);
  void clear();

 private:
  using Memory = std::unique_ptr<std::uint8_t[]>;
  void add_absent();
  void add_data(const detail::Cell& cell);
  void put_end(std::size_t end);
  void add_list(const detail::Cell& cell);
  Bytes values() const;

  ColumnType type_;
  bool nullable_;
  std::size_t row_width_;
  std::size_t offset_width_;
  std::size_t bound_;
  std::size_t capacity_ = 0;  ///< rows; of fixed width only
  std::optional<detail::Cell::Kind> word_kind_;
  std::size_t word_capacity_ = 0;  ///< as capacity_; 0 once a value is absent
  std::size_t rows_ = 0;
  std::size_t absent_ = 0;
  std::size_t data_size_ = 0;
  Memory validity_, offsets_, values_;
};

}  // namespace accel
