// SPDX-License-Identifier: Apache-2.0
// The smallest and the largest value of a column of numbers, dates or times, batch by batch. NaN
// counts for nothing; a column of bytes, text, json, bool or lists has none.
#pragma once

#include <accel/column.h>
#include <accel/value.h>

#include <limits>
#include <optional>
#include <variant>

namespace accel {

class Extremes {
 public:
  explicit Extremes(ColumnType type);
  void add(const detail::Batch& batch);
  /// Numbers as they are, dates and times as text. nullopt: there was no value, or a date outside
  /// the years 1 to 9999, which have no text.
  std::optional<Value> find_min() const { return find(Which::min); }
  std::optional<Value> find_max() const { return find(Which::max); }

 private:
  template <class T>
  struct Range {
    using Limits = std::numeric_limits<T>;
    T min = Limits::has_infinity ? Limits::infinity() : Limits::max();
    T max = Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  };
  enum class Which { min, max };
  std::optional<Value> find(Which which) const;
  template <class T>
  static void widen(Range<T>& range, const detail::Batch& batch);

  ColumnType type_;
  std::variant<std::monostate, Range<std::uint8_t>, Range<std::int32_t>, Range<std::int64_t>,
               Range<std::uint64_t>, Range<float>, Range<double>>
      range_;
};

}  // namespace accel
