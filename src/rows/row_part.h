// SPDX-License-Identifier: Apache-2.0
// The value of a column in a row, or of a part of it (mean[0], exif.camera), for what people write
// about rows: conditions, templates and orders.
#pragma once

#include <accel/dataset.h>

#include "rows/expression_tree.h"

#include <compare>
#include <optional>

namespace accel {

/// Where the value of a column is, in the current row.
struct CellPlace {
  const detail::Batch* batch = nullptr;
  std::int64_t index = 0;
};

/// Throws Error, with similar names and `hint`, if the dataset has no such column.
const ColumnSpec& column_for(const Dataset& dataset, const std::string& name,
                             const std::string& hint);

/// Throws Error, with the place in `text`, if values of the column have no such part.
void check_steps(std::string_view text, const ExpressionValue& value, const ColumnSpec& column);

/// The kind of the values, where numbers of all types are `real`. Parts of json may be of any kind:
/// they are `json`.
detail::Cell::Kind kind_of_part(const ColumnSpec& column, const std::vector<ExpressionStep>& steps);
/// All kinds of numbers count as `real`.
detail::Cell::Kind compared_as(detail::Cell::Kind kind);

/// "column 'width' (int32)".
std::string column_words(const ColumnSpec& column);

/// The order of two values, of numbers by their exact values. nullopt if one is absent, or they are
/// of different kinds, which only values in JSON can be.
std::optional<std::partial_ordering> find_order(const detail::Cell& a, const detail::Cell& b);

/// The part that the steps lead to; nullptr if the value does not have it.
const Value* find_part(const Value& value, const std::vector<ExpressionStep>& steps);

class PartReader {
 public:
  explicit PartReader(const ColumnSpec& column);

  /// The part of the value that the steps lead to; without steps, the whole value. Absent if the
  /// value does not have that part. A list or an object in JSON is of the kind `json`, without its
  /// text. `parsed` holds the JSON that the cell points into. Throws Error if the text of a json
  /// column is not JSON.
  detail::Cell read(CellPlace place, const std::vector<ExpressionStep>& steps, Value& parsed) const;

 private:
  using ReadCell = detail::Cell (*)(const detail::Batch& batch, std::int64_t row);
  ReadCell read_;
};

}  // namespace accel
