// SPDX-License-Identifier: Apache-2.0
// An expression on rows, for columns of certain types: checks them, and evaluates it row by row.
//
// An absent value makes each comparison with it false, and is not true as a condition of its own.
// Numbers of all types are compared by their exact values. NaN is unequal to each number, and
// neither less nor greater.
#pragma once

#include "rows/row_part.h"

#include <span>
#include <vector>

namespace accel {

class RowCondition {
 public:
  /// `columns`: the types of the tree's columns, in their order. Throws Error, with the place, if
  /// values are compared that cannot be.
  RowCondition(ExpressionTree tree, std::vector<ColumnSpec> columns);

  /// `cells`: a place for each column, in the same order. Throws Error if the text of a json column
  /// is not JSON.
  bool holds(std::span<const CellPlace> cells) const { return holds(tree_.root, cells); }

 private:
  void check(ExpressionNode& node);
  void check_comparison(ExpressionNode& node);
  void check_steps(const ExpressionValue& value) const;
  void take_type_of(const ExpressionValue& column, ExpressionValue& literal) const;
  detail::Cell::Kind kind_of(const ExpressionValue& value) const;
  std::string words_for(const ExpressionValue& value) const;

  bool holds(const ExpressionNode& node, std::span<const CellPlace> cells) const;
  bool compares(const ExpressionNode& node, std::span<const CellPlace> cells) const;
  detail::Cell cell_of(const ExpressionValue& value, std::span<const CellPlace> cells,
                       Value& parsed) const;

  ExpressionTree tree_;
  std::vector<ColumnSpec> columns_;
  std::vector<PartReader> readers_;
};

}  // namespace accel
