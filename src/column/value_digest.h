// SPDX-License-Identifier: Apache-2.0
// Compares values of columns whose type is known only at run time.
#pragma once

#include <accel/column.h>

#include "base/hash.h"

namespace accel {

/// A digest of one value of a column of this type. Values are equal if they have the same bytes or
/// are both absent; equal values have equal digests.
Digest value_digest(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row);

}  // namespace accel
