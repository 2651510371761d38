// SPDX-License-Identifier: Apache-2.0
// From a column's type at run time to the C++ type that its values are read as.
#pragma once

#include <accel/column.h>

#include <span>
#include <type_traits>

namespace accel {

/// Calls `f(std::type_identity<T>{})`, where T is the type that a column of this type is read as.
template <class F>
auto with_column_type(const ColumnSpec& spec, F&& f) {
  switch (spec.type) {
    case ColumnType::bytes: return f(std::type_identity<Bytes>{});
    case ColumnType::text: return f(std::type_identity<std::string_view>{});
    case ColumnType::json: return f(std::type_identity<Json>{});
    case ColumnType::boolean: return f(std::type_identity<bool>{});
    case ColumnType::uint8: return f(std::type_identity<std::uint8_t>{});
    case ColumnType::int32: return f(std::type_identity<std::int32_t>{});
    case ColumnType::int64: return f(std::type_identity<std::int64_t>{});
    case ColumnType::uint64: return f(std::type_identity<std::uint64_t>{});
    case ColumnType::float32: return f(std::type_identity<float>{});
    case ColumnType::float64: return f(std::type_identity<double>{});
    case ColumnType::date: return f(std::type_identity<Date>{});
    case ColumnType::datetime: return f(std::type_identity<DateTime>{});
    case ColumnType::list: break;
  }
  switch (spec.element) {
    case ColumnType::uint8: return f(std::type_identity<std::span<const std::uint8_t>>{});
    case ColumnType::int32: return f(std::type_identity<std::span<const std::int32_t>>{});
    case ColumnType::int64: return f(std::type_identity<std::span<const std::int64_t>>{});
    case ColumnType::uint64: return f(std::type_identity<std::span<const std::uint64_t>>{});
    case ColumnType::float32: return f(std::type_identity<std::span<const float>>{});
    default: return f(std::type_identity<std::span<const double>>{});
  }
}

}  // namespace accel
