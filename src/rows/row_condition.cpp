// SPDX-License-Identifier: Apache-2.0
#include "rows/row_condition.h"

#include <accel/writer.h>

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace accel {
namespace {

using detail::Cell;
using CellKind = Cell::Kind;
using Node = ExpressionNode;

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
  for (const ColumnSpec& column : columns_) readers_.emplace_back(column);
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
  if (value.is_column) accel::check_steps(tree_.text, value, columns_[value.column]);
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
  return kind_of_part(columns_[value.column], value.steps);
}

/// "column 'width' (int32)", "the number 700", "the text 'a'".
std::string RowCondition::words_for(const ExpressionValue& value) const {
  if (value.is_column) return column_words(columns_[value.column]);
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

Cell RowCondition::cell_of(const ExpressionValue& value, std::span<const CellPlace> cells,
                           Value& parsed) const {
  if (!value.is_column) return value.cell();
  return readers_[value.column].read(cells[value.column], value.steps, parsed);
}

}  // namespace accel
