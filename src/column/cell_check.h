// SPDX-License-Identifier: Apache-2.0
// Whether a value may be written to a column. Checked before any value of a row is stored, so that
// a row is written whole or not at all.
#pragma once

#include <accel/column.h>

namespace accel {

/// Throws Error, which names the column, when the value is of another kind, out of range, not
/// UTF-8, not JSON, a list of another length, or absent where `nullable` is false.
void check_cell(const ColumnSpec& spec, bool nullable, const detail::Cell& cell);

}  // namespace accel
