// SPDX-License-Identifier: Apache-2.0
// Columns as methods name them (`accel::bytes("image")`), and how one value of a column is read
// from a batch of the mapped file. Reading copies nothing: views point into the mapping.
#pragma once

#include <accel/convert.h>
#include <accel/export.h>
#include <accel/types.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// What a column holds. Files have the words of `column_type_name`, never these numbers.
enum class ColumnType : std::uint8_t {
  bytes,  ///< any bytes
  text,   ///< UTF-8, checked when written
  json,   ///< one JSON value a row
  boolean,
  uint8,
  int32,
  int64,
  uint64,
  float32,
  float64,
  date,      ///< days
  datetime,  ///< microseconds, no time zone
  list,      ///< a fixed number of uint8, int32, int64, uint64, float32 or float64
};

/// One JSON value, as the text that is stored. The text is valid as long as the Dataset it came
/// from.
struct ACCEL_EXPORT Json {
  std::string_view text;
  /// Throws Error when the text is not JSON.
  Value parse() const { return Value::parse(text); }
  template <Convertible T>
  T as() const {
    return from_value<T>(parse());
  }
};

/// A column's name and type, whatever the C++ type it is read as.
struct ACCEL_EXPORT ColumnSpec {
  std::string name;
  ColumnType type = ColumnType::bytes;
  ColumnType element = ColumnType::float32;  ///< of a list
  std::vector<std::int64_t> shape = {};      ///< of a list: one side; several make it a tensor

  /// Numbers in each row of a list; 0 if a side is less than 1, or if they are more than 2^31-1.
  std::int32_t length() const;
};

/// A column that is read as T.
template <class T>
struct Column : ColumnSpec {
  using value_type = T;
};

inline Column<Bytes> bytes(std::string name) { return {{std::move(name), ColumnType::bytes}}; }
inline Column<std::string_view> text(std::string name) {
  return {{std::move(name), ColumnType::text}};
}
inline Column<Json> json(std::string name) { return {{std::move(name), ColumnType::json}}; }
inline Column<bool> boolean(std::string name) { return {{std::move(name), ColumnType::boolean}}; }
inline Column<std::uint8_t> uint8(std::string name) {
  return {{std::move(name), ColumnType::uint8}};
}
inline Column<std::int32_t> int32(std::string name) {
  return {{std::move(name), ColumnType::int32}};
}
inline Column<std::int64_t> int64(std::string name) {
  return {{std::move(name), ColumnType::int64}};
}
inline Column<std::uint64_t> uint64(std::string name) {
  return {{std::move(name), ColumnType::uint64}};
}
inline Column<float> float32(std::string name) { return {{std::move(name), ColumnType::float32}}; }
inline Column<double> float64(std::string name) { return {{std::move(name), ColumnType::float64}}; }
inline Column<Date> date(std::string name) { return {{std::move(name), ColumnType::date}}; }
inline Column<DateTime> datetime(std::string name) {
  return {{std::move(name), ColumnType::datetime}};
}

namespace detail {
template <class T>
constexpr ColumnType element_type() {
  if constexpr (std::same_as<T, std::uint8_t>) return ColumnType::uint8;
  if constexpr (std::same_as<T, std::int32_t>) return ColumnType::int32;
  if constexpr (std::same_as<T, std::int64_t>) return ColumnType::int64;
  if constexpr (std::same_as<T, std::uint64_t>) return ColumnType::uint64;
  if constexpr (std::same_as<T, float>) return ColumnType::float32;
  if constexpr (std::same_as<T, double>) return ColumnType::float64;
}
template <class T>
concept ListElement = std::same_as<T, std::uint8_t> || std::same_as<T, std::int32_t> ||
    std::same_as<T, std::int64_t> || std::same_as<T, std::uint64_t> || std::same_as<T, float> ||
    std::same_as<T, double>;
}  // namespace detail

/// `length` numbers in each row, such as an embedding. Read as std::span<const T>.
template <detail::ListElement T>
Column<std::span<const T>> list(std::string name, std::int32_t length) {
  return {{std::move(name), ColumnType::list, detail::element_type<T>(), {length}}};
}

/// Numbers of this shape in each row, such as {3, 224, 224}: 3 planes of 224 lines of 224 numbers.
/// Read as std::span<const T> of all numbers, plane by plane and line by line. A shape with one
/// side is a list.
template <detail::ListElement T>
Column<std::span<const T>> tensor(std::string name, std::vector<std::int64_t> shape) {
  return {{std::move(name), ColumnType::list, detail::element_type<T>(), std::move(shape)}};
}

/// The column read as std::optional: absent values are empty, instead of an error.
template <class T>
Column<std::optional<T>> maybe(Column<T> column) {
  return {static_cast<ColumnSpec&&>(column)};
}

/// "bytes", "text", "json", "bool", "uint8" ... "list<float32, 512>", "tensor<uint8, 3x224x224>".
ACCEL_EXPORT std::string column_type_name(const ColumnSpec& spec);

namespace detail {

/// Some consecutive rows of one column, as the mapped file stores them (Arrow's layout).
struct Batch {
  std::int64_t rows = 0;
  const std::uint8_t* validity = nullptr;  ///< bit per row; null: every row is present
  const void* values = nullptr;            ///< numbers, or the bytes that offsets point into
  const void* offsets = nullptr;           ///< rows + 1: int64 for bytes, int32 for text and json
  std::int32_t length = 0;                 ///< of a list
  std::int64_t first = 0;                  ///< rows before it do not count

  bool present(std::int64_t row) const {
    return validity == nullptr || ((validity[row >> 3] >> (row & 7)) & 1) != 0;
  }
};

template <class T>
struct Read {  // the numbers, Date and DateTime: stored as they are
  static T get(const Batch& batch, std::int64_t row) {
    return static_cast<const T*>(batch.values)[row];
  }
};
template <>
struct Read<bool> {
  static bool get(const Batch& batch, std::int64_t row) {
    return ((static_cast<const std::uint8_t*>(batch.values)[row >> 3] >> (row & 7)) & 1) != 0;
  }
};
template <>
struct Read<Bytes> {
  static Bytes get(const Batch& batch, std::int64_t row) {
    const auto* offsets = static_cast<const std::int64_t*>(batch.offsets) + row;
    return {static_cast<const char*>(batch.values) + offsets[0],
            static_cast<std::size_t>(offsets[1] - offsets[0])};
  }
};
template <>
struct Read<std::string_view> {
  static std::string_view get(const Batch& batch, std::int64_t row) {
    const auto* offsets = static_cast<const std::int32_t*>(batch.offsets) + row;
    return {static_cast<const char*>(batch.values) + offsets[0],
            static_cast<std::size_t>(offsets[1] - offsets[0])};
  }
};
template <>
struct Read<Json> {
  static Json get(const Batch& batch, std::int64_t row) {
    return {Read<std::string_view>::get(batch, row)};
  }
};
template <class T>
struct Read<std::span<const T>> {
  static std::span<const T> get(const Batch& batch, std::int64_t row) {
    return {static_cast<const T*>(batch.values) + row * batch.length,
            static_cast<std::size_t>(batch.length)};
  }
};
template <class T>
struct Read<std::optional<T>> {
  static std::optional<T> get(const Batch& batch, std::int64_t row) {
    if (!batch.present(row)) return std::nullopt;
    return Read<T>::get(batch, row);
  }
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// One value on its way into a column: a view, valid for the call that takes it.
struct Cell {
  enum class Kind : std::uint8_t {
    absent,
    boolean,
    whole,  // number.whole
    unsigned_whole,
    real,   // number.real
    bytes,  // data, size
    text,
    json,      // data, size: JSON text
    date,      // number.whole: days
    datetime,  // number.whole: microseconds
    list,      // data: numbers of type element; size: how many
  };
  Kind kind = Kind::absent;
  ColumnType element = ColumnType::float32;
  union {
    bool boolean;
    std::int64_t whole;
    std::uint64_t unsigned_whole;
    double real;
  } number = {.whole = 0};
  const void* data = nullptr;
  std::size_t size = 0;
};

}  // namespace detail
}  // namespace accel
