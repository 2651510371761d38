// SPDX-License-Identifier: Apache-2.0
// A template for a text about a row: "{filename} {sharpness:.1f}".
//
//   template  (character | '{{' | '}}' | '{' column [':' '.' digits 'f'] '}')*
//
// expression_tree.h says what a column is: mean[0], exif.camera, `a name with spaces`. `{{` and
// `}}` stand for braces. A value is written as `accel cat` does, or, by .2f, with two digits after
// the point; "-" stands for one that is absent.
#pragma once

#include "rows/row_part.h"
#include "rows/row_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

class RowTemplate {
 public:
  static constexpr int kMostDigits = 20;  ///< after the point

  /// Throws Error, with the place, if the text is not a template, or if the dataset has no such
  /// column, no such part of it, or no number where .1f asks for one.
  RowTemplate(std::string_view text, const Dataset& dataset);

  /// What the reader of the rows must read, in this order.
  const std::vector<ColumnSpec>& columns() const { return columns_; }
  /// The text about the reader's current row. It may hold any characters.
  std::string text(const RowReader& reader) const;

 private:
  struct Field {
    std::string before;      ///< the text before the value
    std::size_t column = 0;  ///< in `columns_`
    std::vector<ExpressionStep> steps;
    std::optional<int> digits;
  };
  std::size_t add_field(std::string_view text, std::size_t brace, std::string before,
                        const Dataset& dataset);
  std::size_t column_index(const ColumnSpec& column);
  void append_value(const RowReader& reader, const Field& field, std::string& out) const;

  std::vector<Field> fields_;
  std::string end_;  ///< the text after the last value
  std::vector<ColumnSpec> columns_;
  std::vector<PartReader> readers_;
};

}  // namespace accel
