// SPDX-License-Identifier: Apache-2.0
#include "column/extremes.h"

namespace accel {
namespace {

constexpr std::int32_t kFirstDay = -719162;  // 0001-01-01
constexpr std::int32_t kLastDay = 2932896;   // 9999-12-31
constexpr std::int64_t kDayMicroseconds = 86'400'000'000;

bool has_text(std::int64_t days) { return days >= kFirstDay && days <= kLastDay; }

std::optional<Value> date_value(std::int32_t days) {
  if (!has_text(days)) return std::nullopt;
  return Value(Date(days).to_string());
}

std::optional<Value> datetime_value(std::int64_t microseconds) {
  if (microseconds < kFirstDay * kDayMicroseconds) return std::nullopt;
  if (!has_text(microseconds / kDayMicroseconds)) return std::nullopt;
  return Value(DateTime(microseconds).to_string());
}

template <class T>
std::optional<Value> value_of(ColumnType type, T number) {
  if constexpr (std::same_as<T, std::int32_t>) {
    if (type == ColumnType::date) return date_value(number);
  }
  if constexpr (std::same_as<T, std::int64_t>) {
    if (type == ColumnType::datetime) return datetime_value(number);
  }
  return Value(number);
}

}  // namespace

Extremes::Extremes(ColumnType type) : type_(type) {
  switch (type) {
    case ColumnType::uint8: range_ = Range<std::uint8_t>{}; break;
    case ColumnType::int32:
    case ColumnType::date: range_ = Range<std::int32_t>{}; break;
    case ColumnType::int64:
    case ColumnType::datetime: range_ = Range<std::int64_t>{}; break;
    case ColumnType::uint64: range_ = Range<std::uint64_t>{}; break;
    case ColumnType::float32: range_ = Range<float>{}; break;
    case ColumnType::float64: range_ = Range<double>{}; break;
    default: break;
  }
}

template <class T>
void Extremes::widen(Range<T>& range, const detail::Batch& batch) {
  const T* values = static_cast<const T*>(batch.values);
  Range<T> wide = range;
  for (std::int64_t row = batch.first; row < batch.rows; ++row) {
    if (batch.validity != nullptr && !batch.present(row)) continue;
    wide.min = values[row] < wide.min ? values[row] : wide.min;
    wide.max = values[row] > wide.max ? values[row] : wide.max;
  }
  range = wide;
}

void Extremes::add(const detail::Batch& batch) {
  std::visit(
      [&]<class R>(R& range) {
        if constexpr (!std::same_as<R, std::monostate>) widen(range, batch);
      },
      range_);
}

std::optional<Value> Extremes::find(Which which) const {
  return std::visit(
      [&]<class R>(const R& range) -> std::optional<Value> {
        if constexpr (!std::same_as<R, std::monostate>) {
          if (range.min <= range.max) {
            return value_of(type_, which == Which::min ? range.min : range.max);
          }
        }
        return std::nullopt;
      },
      range_);
}

}  // namespace accel
