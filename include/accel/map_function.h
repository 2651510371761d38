// SPDX-License-Identifier: Apache-2.0
// What the functions of Writer::map take and return.
#pragma once

#include <concepts>
#include <tuple>
#include <type_traits>

namespace accel::detail {

/// What map goes over: rows, or input files.
template <class Range>
concept MapRange = requires(Range& range) {
  *range.begin();
  range.end();
  range.absent();
  range.map_source();
};

/// The type that the function of a map returns for a row. The function takes the whole row or, if
/// the row is a tuple, one argument for each value. NotCallable if it takes neither.
struct NotCallable {};
template <class Function, class Row>
struct MapResult {
  using type = NotCallable;
};
template <class Function, class Row>
requires std::invocable<Function&, const Row&>
struct MapResult<Function, Row> {
  using type = std::decay_t<std::invoke_result_t<Function&, const Row&>>;
};
template <class Function, class... T>
requires(!std::invocable<Function&, const std::tuple<T...>&> &&
         std::invocable<Function&, const T&...>) struct MapResult<Function, std::tuple<T...>> {
  using type = std::decay_t<std::invoke_result_t<Function&, const T&...>>;
};
template <class Function, class Row>
inline constexpr bool is_callable =
    !std::same_as<typename MapResult<Function, Row>::type, NotCallable>;

}  // namespace accel::detail
