// SPDX-License-Identifier: Apache-2.0
#include "rows/row_condition.h"

#include <accel/writer.h>

#include "base/text.h"
#include "column/column_visit.h"

#include <algorithm>
#include <cmath>
#include <compare>
#include <limits>
#include <optional>
#include <utility>

namespace accel {
namespace {

using detail::Cell;
using CellKind = Cell::Kind;
using Node = ExpressionNode;

// ---- Values -------------------------------------------------------------------------------------

/// All kinds of numbers count as CellKind::real.
CellKind compared_as(CellKind kind) {
  return kind == CellKind::whole || kind == CellKind::unsigned_whole ? CellKind::real : kind;
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
    case ColumnType::int32: return item<std::int32_t>(list, index);
    case ColumnType::int64: return item<std::int64_t>(list, index);
    case ColumnType::uint64: return item<std::uint64_t>(list, index);
    case ColumnType::float32: return item<float>(list, index);
    default: return item<double>(list, index);
  }
}

/// Null if there is nothing at that place.
const Value* find_item(const Value& value, const std::vector<ExpressionStep>& steps) {
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

std::string_view text_of(const Cell& cell) {
  return {static_cast<const char*>(cell.data), cell.size};
}

/// nullopt if one is absent, or they are of different kinds, which only values in JSON can be.
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

bool is_true(Comparison comparison, std::partial_ordering order) {
  switch (comparison) {
    case Comparison::equal: return order == 0;
    case Comparison::not_equal: return order != 0;
    case Comparison::less: return order < 0;
    case Comparison::at_most: return order <= 0;
    case Comparison::greater: return order > 0;
    case Comparison::at_least: return order >= 0;
  }
  return false;
}

}  // namespace

// ---- Check --------------------------------------------------------------------------------------

RowCondition::RowCondition(ExpressionTree tree, std::vector<ColumnSpec> columns)
    : tree_(std::move(tree)), columns_(std::move(columns)) {
  check(tree_.root);
  for (const ColumnSpec& column : columns_) {
    readers_.push_back(with_column_type(column, [](auto type) -> ReadCell {
      using T = typename decltype(type)::type;
      return [](const detail::Batch& batch, std::int64_t row) {
        return detail::make_cell(detail::Read<T>::get(batch, row));
      };
    }));
  }
}

void RowCondition::check(ExpressionNode& node) {
  for (ExpressionNode& part : node.parts) check(part);
  if (!node.parts.empty()) return;
  check_steps(node.left);
  if (node.kind == Node::Kind::comparison) {
    check_steps(node.right);
    check_comparison(node);
  }
  const CellKind kind = kind_of(node.left);
  if (node.kind == Node::Kind::truth && kind != CellKind::boolean && kind != CellKind::json) {
    throw_in_expression(tree_.text, node.left.end,
                        "expected a comparison after " + words_for(node.left));
  }
}

void RowCondition::check_steps(const ExpressionValue& value) const {
  if (value.steps.empty()) return;
  const ColumnSpec& column = columns_[value.column];
  if (column.type == ColumnType::json) return;
  const auto reject = [&](const std::string& reason) {
    throw_in_expression(tree_.text, value.begin, words_for(value) + " " + reason);
  };
  if (column.type != ColumnType::list) reject("has no parts: only json and lists do");
  const auto* index = std::get_if<std::uint64_t>(&value.steps[0]);
  if (index == nullptr || value.steps.size() > 1) reject("has numbers: write [0] for the first");
  if (*index >= static_cast<std::uint64_t>(column.length())) reject("does not reach that far");
}

void RowCondition::check_comparison(ExpressionNode& node) {
  take_type_of(node.left, node.right);
  take_type_of(node.right, node.left);
  for (const ExpressionValue* value : {&node.left, &node.right}) {
    const CellKind kind = kind_of(*value);
    if (kind != CellKind::bytes && kind != CellKind::list) continue;
    throw_in_expression(tree_.text, value->begin,
                        words_for(*value) + " cannot be compared, only be absent or not");
  }
  const CellKind left = kind_of(node.left);
  const CellKind right = kind_of(node.right);
  if (left != right && left != CellKind::json && right != CellKind::json) {
    throw_in_expression(
        tree_.text, node.left.begin,
        "cannot compare " + words_for(node.left) + " with " + words_for(node.right));
  }
  const bool is_order =
      node.comparison != Comparison::equal && node.comparison != Comparison::not_equal;
  if (is_order && (left == CellKind::boolean || right == CellKind::boolean)) {
    throw_in_expression(tree_.text, node.left.begin,
                        "true and false have no order: compare them with == or !=");
  }
}

/// Dates are written as texts. A number with a fraction means the nearest value that the column can
/// hold: 0.1 is not in a float32 column, but its nearest value is shown as 0.1.
void RowCondition::take_type_of(const ExpressionValue& column, ExpressionValue& literal) const {
  if (!column.is_column || literal.is_column) return;
  const ColumnSpec& spec = columns_[column.column];
  const ColumnType type = spec.type == ColumnType::list ? spec.element : spec.type;
  Cell& cell = literal.literal;
  if (cell.kind == CellKind::text && type == ColumnType::date) {
    cell = detail::make_cell(Date::parse(literal.text));
  } else if (cell.kind == CellKind::text && type == ColumnType::datetime) {
    constexpr std::size_t kDaySize = 10;  // of 2024-02-29
    cell = detail::make_cell(literal.text.size() == kDaySize
                                 ? DateTime(Date::parse(literal.text), 0, 0, 0)
                                 : DateTime::parse(literal.text));
  } else if (cell.kind == CellKind::real && type == ColumnType::float32 &&
             std::abs(cell.number.real) <= std::numeric_limits<float>::max()) {
    cell.number.real = static_cast<double>(static_cast<float>(cell.number.real));
  }
}

detail::Cell::Kind RowCondition::kind_of(const ExpressionValue& value) const {
  if (!value.is_column) return compared_as(value.literal.kind);
  const CellKind kind = kind_of_type(columns_[value.column].type);
  return kind == CellKind::list && !value.steps.empty() ? CellKind::real : kind;
}

/// "column 'width' (int32)", "the number 700", "the text 'a'".
std::string RowCondition::words_for(const ExpressionValue& value) const {
  if (value.is_column) {
    const ColumnSpec& column = columns_[value.column];
    return "column " + quote(column.name) + " (" + column_type_name(column) + ")";
  }
  std::string written = tree_.text.substr(value.begin, value.end - value.begin);
  if (value.literal.kind == CellKind::boolean) return written;
  if (compared_as(value.literal.kind) == CellKind::real) return "the number " + written;
  return "the text " + quote(shortened(value.text, 60));
}

// ---- Evaluation ---------------------------------------------------------------------------------

bool RowCondition::holds(const ExpressionNode& node, std::span<const CellPlace> cells) const {
  const auto part_holds = [&](const ExpressionNode& part) { return holds(part, cells); };
  switch (node.kind) {
    case Node::Kind::any: return std::ranges::any_of(node.parts, part_holds);
    case Node::Kind::all: return std::ranges::all_of(node.parts, part_holds);
    case Node::Kind::negation: return !part_holds(node.parts[0]);
    case Node::Kind::comparison: return compares(node, cells);
    case Node::Kind::absent: break;
    case Node::Kind::truth: break;
  }
  Value parsed;
  const Cell cell = cell_of(node.left, cells, parsed);
  if (node.kind == Node::Kind::absent) return cell.kind == CellKind::absent;
  return cell.kind == CellKind::boolean && cell.number.boolean;
}

bool RowCondition::compares(const ExpressionNode& node, std::span<const CellPlace> cells) const {
  Value parsed[2];
  const Cell left = cell_of(node.left, cells, parsed[0]);
  if (left.kind == CellKind::absent) return false;
  const auto order = find_order(left, cell_of(node.right, cells, parsed[1]));
  return order && is_true(node.comparison, *order);
}

/// `parsed`: holds the JSON that the cell points into.
Cell RowCondition::cell_of(const ExpressionValue& value, std::span<const CellPlace> cells,
                           Value& parsed) const {
  if (!value.is_column) return value.cell();
  const auto [batch, index] = cells[value.column];
  if (!batch->present(index)) return {};
  const Cell cell = readers_[value.column](*batch, index);
  if (cell.kind == CellKind::json) {
    parsed = Value::parse(text_of(cell));
    return cell_of_json(find_item(parsed, value.steps));
  }
  if (cell.kind != CellKind::list || value.steps.empty()) return cell;
  return item_of(cell, std::get<std::uint64_t>(value.steps[0]));
}

}  // namespace accel
