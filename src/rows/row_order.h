// SPDX-License-Identifier: Apache-2.0
// Rows in the order of a column's values. Only this column is read.
#pragma once

#include <accel/dataset.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace accel {

/// Sorts the numbers of rows of the whole dataset, which must ascend. `by`: a column, or a part of
/// one, such as mean[0]. Numbers are compared by their exact values, texts by their bytes. Values
/// of json come in the order numbers, texts, booleans. Rows of equal values stay in their order,
/// also if `is_reversed`. Rows without a value, or with NaN, are last. Throws Error if there is no
/// such column or part, or its values have no order.
void sort_rows(const Dataset& dataset, std::string_view by, bool is_reversed,
               std::vector<std::int64_t>& numbers);

}  // namespace accel
