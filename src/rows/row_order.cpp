// SPDX-License-Identifier: Apache-2.0
#include "rows/row_order.h"

#include <accel/error.h>
#include <accel/writer.h>

#include "base/text.h"
#include "rows/row_part.h"
#include "rows/row_reader.h"

#include <algorithm>
#include <cmath>

namespace accel {
namespace {

using CellKind = detail::Cell::Kind;

/// What a row is sorted by. It owns its text, because the file is closed before rows are compared.
struct SortKey {
  std::int64_t row;
  int rank;  ///< keys of different ranks are not compared
  detail::Cell cell;
  std::string text;

  detail::Cell value() const {
    return cell.kind == CellKind::text ? detail::make_cell(std::string_view(text)) : cell;
  }
};

constexpr int kLastRank = 4;

int rank_of(const detail::Cell& cell) {
  const bool is_nan = cell.kind == CellKind::real && std::isnan(cell.number.real);
  if (is_nan) return kLastRank;
  switch (compared_as(cell.kind)) {
    case CellKind::real:
    case CellKind::date:
    case CellKind::datetime: return 0;
    case CellKind::text: return 1;
    case CellKind::boolean: return 2;
    default: return kLastRank;  // absent, or a list or an object in json
  }
}

SortKey key_of(std::int64_t row, const detail::Cell& cell) {
  SortKey key{row, rank_of(cell), cell, ""};
  if (cell.kind == CellKind::text) key.text.assign(static_cast<const char*>(cell.data), cell.size);
  key.cell.data = nullptr;
  return key;
}

bool is_before(const SortKey& a, const SortKey& b) {
  if (a.rank != b.rank || a.rank == kLastRank) return a.rank < b.rank;
  const auto order = find_order(a.value(), b.value());
  return order && *order < 0;
}

/// A whole text that is the name of a column need not be quoted.
ColumnPart part_named(const Dataset& dataset, std::string_view text) {
  ColumnPart part;
  part.column = text;
  if (dataset.has_column(part.column)) return part;
  part = parse_column(text, 0);
  if (part.next == text.size()) return part;
  throw_in_expression(text, part.next,
                      "expected the end after a column, found " + quote(text.substr(part.next)));
}

void check_order(const ColumnSpec& column, const std::vector<ExpressionStep>& steps) {
  const CellKind kind = kind_of_part(column, steps);
  if (kind != CellKind::bytes && kind != CellKind::list) return;
  throw Error(column_words(column) + " has no order")
      .set_hint(kind == CellKind::list ? "name one of its numbers, such as " + column.name + "[0]"
                                       : "sort by a column of numbers, texts, dates or json");
}

}  // namespace

void sort_rows(const Dataset& dataset, std::string_view by, bool is_reversed,
               std::vector<std::int64_t>& numbers) {
  const ColumnPart part = part_named(dataset, by);
  const ColumnSpec& column = column_for(dataset, part.column, "");
  check_steps(by, part.value, column);
  check_order(column, part.value.steps);
  std::vector<SortKey> keys;
  keys.reserve(numbers.size());
  const PartReader part_reader(column);
  RowReader reader(dataset, {column});
  each_row(reader, dataset, numbers, [&] {
    Value parsed;
    const CellPlace place{&reader.batch(0), reader.index(0)};
    keys.push_back(key_of(numbers[keys.size()], part_reader.read(place, part.value.steps, parsed)));
  });
  std::ranges::stable_sort(keys, [&](const SortKey& a, const SortKey& b) {
    const bool is_swapped = is_reversed && a.rank != kLastRank && b.rank != kLastRank;
    return is_swapped ? is_before(b, a) : is_before(a, b);
  });
  std::ranges::transform(keys, numbers.begin(), &SortKey::row);
}

}  // namespace accel
