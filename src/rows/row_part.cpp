// SPDX-License-Identifier: Apache-2.0
#include "rows/row_part.h"

#include <accel/writer.h>

#include "base/text.h"
#include "column/column_visit.h"
#include "dataset/dataset.h"

#include <cmath>
#include <utility>

namespace accel {
namespace {

using detail::Cell;
using CellKind = Cell::Kind;

std::string_view text_of(const Cell& cell) {
  return {static_cast<const char*>(cell.data), cell.size};
}

CellKind kind_of_type(ColumnType type) {
  switch (type) {
    case ColumnType::bytes: return CellKind::bytes;
    case ColumnType::text: return CellKind::text;
    case ColumnType::json: return CellKind::json;
    case ColumnType::boolean: return CellKind::boolean;
    case ColumnType::date: return CellKind::date;
    case ColumnType::datetime: return CellKind::datetime;
    case ColumnType::list: return CellKind::list;
    default: return CellKind::real;
  }
}

template <class T>
Cell item(const Cell& list, std::uint64_t index) {
  return detail::make_cell(static_cast<const T*>(list.data)[index]);
}

Cell item_of(const Cell& list, std::uint64_t index) {
  switch (list.element) {
    case ColumnType::uint8: return item<std::uint8_t>(list, index);
    case ColumnType::int32: return item<std::int32_t>(list, index);
    case ColumnType::int64: return item<std::int64_t>(list, index);
    case ColumnType::uint64: return item<std::uint64_t>(list, index);
    case ColumnType::float32: return item<float>(list, index);
    default: return item<double>(list, index);
  }
}

/// A list or an object is CellKind::json, which is unequal to everything.
Cell cell_of_json(const Value* value) {
  if (value == nullptr || value->is_null()) return {};
  if (value->is_bool()) return detail::make_cell(value->boolean());
  if (value->is_text()) return detail::make_cell(std::string_view(value->text()));
  if (value->is_real()) return detail::make_cell(value->real());
  if (value->unsigned_whole_fits()) return detail::make_cell(value->unsigned_whole());
  if (value->is_whole()) return detail::make_cell(value->whole());
  Cell cell;
  cell.kind = CellKind::json;
  return cell;
}

// ---- Comparison ---------------------------------------------------------------------------------

template <std::integral A, std::integral B>
std::partial_ordering order(A a, B b) {
  if (std::cmp_equal(a, b)) return std::partial_ordering::equivalent;
  return std::cmp_less(a, b) ? std::partial_ordering::less : std::partial_ordering::greater;
}
std::partial_ordering order(double a, double b) { return a <=> b; }
/// Exact: neither number is converted to the type of the other before their ranges are compared.
template <std::integral Whole>
std::partial_ordering order(double real, Whole whole) {
  if (std::isnan(real)) return std::partial_ordering::unordered;
  if (real >= 0x1p64) return std::partial_ordering::greater;
  if (real < -0x1p63) return std::partial_ordering::less;
  const double below = std::floor(real);
  const auto ordered = below < 0 ? order(static_cast<std::int64_t>(below), whole)
                                 : order(static_cast<std::uint64_t>(below), whole);
  const bool has_fraction = below != real;
  return ordered == 0 && has_fraction ? std::partial_ordering::greater : ordered;
}
template <std::integral Whole>
std::partial_ordering order(Whole whole, double real) {
  return 0 <=> order(real, whole);
}

template <class F>
auto with_number(const Cell& cell, F&& f) {
  if (cell.kind == CellKind::whole) return f(cell.number.whole);
  if (cell.kind == CellKind::unsigned_whole) return f(cell.number.unsigned_whole);
  return f(cell.number.real);
}

}  // namespace

CellKind compared_as(CellKind kind) {
  return kind == CellKind::whole || kind == CellKind::unsigned_whole ? CellKind::real : kind;
}

CellKind kind_of_part(const ColumnSpec& column, const std::vector<ExpressionStep>& steps) {
  const CellKind kind = kind_of_type(column.type);
  return kind == CellKind::list && !steps.empty() ? CellKind::real : kind;
}

const ColumnSpec& column_for(const Dataset& dataset, const std::string& name,
                             const std::string& hint) {
  const Manifest& manifest = dataset.state()->manifest;
  if (const ManifestColumn* column = manifest.find(name)) return column->spec;
  std::vector<std::string> names;
  for (const ManifestColumn& known : manifest.columns) names.push_back(known.spec.name);
  JobError error("dataset " + reference_text(dataset.state()->reference) + " has no column " +
                 quote(name) + did_you_mean(name, names) + "; it has " +
                 escaped(joined(names, ", ")));
  throw error.set_hint(hint);
}

std::string column_words(const ColumnSpec& column) {
  return "column " + quote(column.name) + " (" + column_type_name(column) + ")";
}

void check_steps(std::string_view text, const ExpressionValue& value, const ColumnSpec& column) {
  if (value.steps.empty() || column.type == ColumnType::json) return;
  const auto reject = [&](const std::string& reason) {
    throw_in_expression(text, value.begin, column_words(column) + " " + reason);
  };
  if (column.type != ColumnType::list) reject("has no parts: only json and lists do");
  const auto* index = std::get_if<std::uint64_t>(&value.steps[0]);
  if (index == nullptr || value.steps.size() > 1) reject("has numbers: write [0] for the first");
  if (*index >= static_cast<std::uint64_t>(column.length())) reject("does not reach that far");
}

std::optional<std::partial_ordering> find_order(const Cell& a, const Cell& b) {
  if (compared_as(a.kind) != compared_as(b.kind)) return std::nullopt;
  switch (compared_as(a.kind)) {
    case CellKind::real:
      return with_number(
          a, [&](auto x) { return with_number(b, [&](auto y) { return order(x, y); }); });
    case CellKind::text: return text_of(a) <=> text_of(b);
    case CellKind::boolean: return a.number.boolean <=> b.number.boolean;
    case CellKind::date:
    case CellKind::datetime: return a.number.whole <=> b.number.whole;
    default: return std::nullopt;
  }
}

const Value* find_part(const Value& value, const std::vector<ExpressionStep>& steps) {
  const Value* found = &value;
  for (const ExpressionStep& step : steps) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      found = found->is_object() ? found->find(*name) : nullptr;
    } else {
      const std::uint64_t index = std::get<std::uint64_t>(step);
      const bool is_there = found->is_list() && index < found->list().size();
      found = is_there ? &found->list()[index] : nullptr;
    }
    if (found == nullptr) return nullptr;
  }
  return found;
}

PartReader::PartReader(const ColumnSpec& column)
    : read_(with_column_type(column, [](auto type) -> ReadCell {
        using T = typename decltype(type)::type;
        return [](const detail::Batch& batch, std::int64_t row) {
          Cell cell = detail::make_cell(detail::Read<T>::get(batch, row));
          if constexpr (std::same_as<T, std::span<const std::uint8_t>>) {  // not bytes
            cell.kind = CellKind::list;
            cell.element = ColumnType::uint8;
          }
          return cell;
        };
      })) {}

Cell PartReader::read(CellPlace place, const std::vector<ExpressionStep>& steps,
                      Value& parsed) const {
  if (!place.batch->present(place.index)) return {};
  const Cell cell = read_(*place.batch, place.index);
  if (cell.kind == CellKind::json) {
    parsed = Value::parse(text_of(cell));
    return cell_of_json(find_part(parsed, steps));
  }
  if (cell.kind != CellKind::list || steps.empty()) return cell;
  return item_of(cell, std::get<std::uint64_t>(steps[0]));
}

}  // namespace accel
