// SPDX-License-Identifier: Apache-2.0
// Turns values of the types that a method writes into the cells of a row.
#pragma once

#include <accel/column.h>
#include <accel/convert.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace accel::detail {

template <class T>
concept BytesLike = requires(const T& bytes) {
  requires std::same_as<std::remove_cvref_t<decltype(*bytes.data())>, std::uint8_t>;
  bytes.size();
};
template <class T>
concept TextLike = std::convertible_to<const T&, std::string_view> && !BytesLike<T>;
template <class T>
concept NumberList = requires(const T& list) {
  requires ListElement<std::remove_cvref_t<decltype(*list.data())>>;
  list.size();
};
template <class T>
concept DirectCell =
    std::same_as<T, bool> || WholeNumber<T> || std::floating_point<T> || BytesLike<T> ||
    TextLike<T> || std::same_as<T, Json> || std::same_as<T, Date> || std::same_as<T, DateTime> ||
    NumberList<T> || std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>;

template <DirectCell T>
Cell make_cell(const T& value) {
  using Kind = Cell::Kind;
  Cell cell;
  if constexpr (std::same_as<T, bool>) {
    cell.kind = Kind::boolean;
    cell.number.boolean = value;
  } else if constexpr (WholeNumber<T> && std::is_signed_v<T>) {
    cell.kind = Kind::whole;
    cell.number.whole = value;
  } else if constexpr (WholeNumber<T>) {
    cell.kind = Kind::unsigned_whole;
    cell.number.unsigned_whole = value;
  } else if constexpr (std::floating_point<T>) {
    cell.kind = Kind::real;
    cell.number.real = static_cast<double>(value);
  } else if constexpr (std::same_as<T, Date>) {
    cell.kind = Kind::date;
    cell.number.whole = value.days;
  } else if constexpr (std::same_as<T, DateTime>) {
    cell.kind = Kind::datetime;
    cell.number.whole = value.microseconds;
  } else if constexpr (BytesLike<T>) {
    cell.kind = Kind::bytes;
    cell.data = value.data();
    cell.size = value.size();
  } else if constexpr (std::same_as<T, Json>) {
    cell.kind = Kind::json;
    cell.data = value.text.data();
    cell.size = value.text.size();
  } else if constexpr (TextLike<T>) {
    const std::string_view text = value;
    cell.kind = Kind::text;
    cell.data = text.data();
    cell.size = text.size();
  } else if constexpr (NumberList<T>) {
    cell.kind = Kind::list;
    cell.element = element_type<std::remove_cvref_t<decltype(*value.data())>>();
    cell.data = value.data();
    cell.size = value.size();
  }
  return cell;
}

/// A value together with the storage that its cell points into.
template <class T>
struct CellOf {
  explicit CellOf(const T& value) : cell(make_cell(value)) {}
  Cell cell;
};
template <class T>
requires(!DirectCell<T> && Convertible<T>) struct CellOf<T> {
  explicit CellOf(const T& value) : json(to_value(value).json()), cell(make_cell(Json{json})) {}
  std::string json;
  Cell cell;
};
template <class T>
struct CellOf<std::optional<T>> {
  explicit CellOf(const std::optional<T>& value) {
    if (value) present.emplace(*value);
    if (present) cell = present->cell;
  }
  std::optional<CellOf<T>> present;
  Cell cell;
};

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;

/// What can be written into a column.
template <class T>
inline constexpr bool is_value = DirectCell<T> || Convertible<T>;
template <class T>
inline constexpr bool is_value<std::optional<T>> = is_value<T>;
/// What can be written as a row: one value, or several in a tuple.
template <class T>
inline constexpr bool is_row = is_value<T>;
template <class... T>
inline constexpr bool is_row<std::tuple<T...>> = (is_value<std::decay_t<T>> && ...);
template <class A, class B>
inline constexpr bool is_row<std::pair<A, B>> =
    is_value<std::decay_t<A>>&& is_value<std::decay_t<B>>;

}  // namespace accel::detail
