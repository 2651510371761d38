// SPDX-License-Identifier: Apache-2.0
// The rows of one column that wait to be written, laid out as they will lie in the file. Its memory
// is taken once, and pages that no row has reached cost nothing. Values must have been checked
// (check_cell): nothing is refused here.
#pragma once

#include "column/arrow_write.h"

#include <cstdint>
#include <memory>

namespace accel {

/// A batch closes before its body is larger.
inline constexpr std::size_t kBatchBound = std::size_t{1} << 20;

class BatchBuffer {
 public:
  BatchBuffer(const ColumnSpec& spec, bool nullable);

  bool is_empty() const { return rows_ == 0; }
  /// Whether the body stays inside the bound with one more row.
  bool has_room(const detail::Cell& cell) const;
  /// Whether the value alone is over the bound, and is to be written from where it lies.
  bool is_over_bound(const detail::Cell& cell) const;
  void add(const detail::Cell& cell);
  /// Views of the rows so far, until the next add or clear.
  BatchBody body() const;
  void clear();

 private:
  using Memory = std::unique_ptr<std::uint8_t[]>;
  void add_absent();
  template <class Offset>
  void add_data(const detail::Cell& cell);
  void add_list(const detail::Cell& cell);
  template <class T>
  void put(T number);
  Bytes values() const;

  ColumnType type_;
  bool nullable_;
  std::size_t row_width_;
  std::size_t offset_width_;
  std::size_t capacity_ = 0;  ///< rows; of fixed width only
  std::size_t rows_ = 0;
  std::size_t absent_ = 0;
  std::size_t data_size_ = 0;
  Memory validity_, offsets_, values_;
};

}  // namespace accel
