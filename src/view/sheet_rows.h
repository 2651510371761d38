// SPDX-License-Identifier: Apache-2.0
// Which pictures a contact sheet shows: rows of a dataset, or those in which two datasets differ.
#pragma once

#include <accel/expression.h>

#include "image/pictures.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// A row of the sheet: a picture for each column, or for each dataset.
struct SheetRow {
  struct Part {
    std::optional<Bytes> bytes;
    std::string reason;  ///< why there are none
  };
  std::string name;     ///< `filename`, or "slice:row"
  std::string caption;  ///< the name, or what the template makes; may hold any characters
  std::vector<Part> parts;
};

/// The bytes are valid as long as the datasets.
struct SheetRows {
  std::vector<SheetRow> rows;
  std::uint64_t chosen = 0;  ///< `rows`, and what would be too many
  std::uint64_t equal = 0;   ///< of two datasets
};

/// Throws Error, with similar names, if the dataset has no such column, or it does not hold bytes.
void check_picture_column(const Dataset& dataset, const std::string& column);
/// The last column that holds pictures, judged by its first value. Throws Error if there is none.
std::string picture_column(const Dataset& dataset, Pictures& pictures);

/// Which rows of one dataset, in which order.
struct SheetChoice {
  std::vector<std::string> columns;  ///< of pictures
  /// Numbers from 0 and ranges ("3,7,20-29,90-"), and patterns of names ("*_0007*"); empty: all.
  std::string rows;
  Expression where;
  std::optional<std::string> sort;  ///< a column or a part of one (rows/row_order.h)
  bool is_reversed = false;
  std::size_t most = 0;                ///< the first of the rows that are chosen and sorted
  std::optional<std::string> caption;  ///< a template (rows/row_template.h)
};

/// Throws Error if no row has a name that was chosen, and for names of columns, expressions and
/// templates that do not fit the dataset.
SheetRows rows_of(const Dataset& dataset, const SheetChoice& choice);

/// The rows of `a`, paired with those of `b` by their names, whose bytes differ or are missing in
/// one; then those of `b` alone, unless `rows` chooses.
SheetRows rows_that_differ(const Dataset& a, const Dataset& b, const std::string& column,
                           const std::string& rows, std::size_t most);

}  // namespace accel
