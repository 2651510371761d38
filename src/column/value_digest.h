// SPDX-License-Identifier: Apache-2.0
// Compares values of columns whose type is known only at run time. Values are equal if they have
// the same bytes or are both absent.
#pragma once

#include <accel/column.h>

#include "base/hash.h"

namespace accel {

/// A digest of one value of a column of this type. Equal values have equal digests.
Digest value_digest(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row);

/// Whether a column of this type would store `cell` as the value in this row of a batch. The cell
/// must fit the column.
bool is_stored_as(const ColumnSpec& spec, const detail::Cell& cell, const detail::Batch& batch,
                  std::int64_t row);

/// The value in this row of a batch; it points into the batch.
detail::Cell stored_cell(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row);

}  // namespace accel
