// SPDX-License-Identifier: Apache-2.0
// A column's name and type from the schema of an Arrow file that has been verified.
#pragma once

#include "column/arrow_read.h"

namespace accel::arrow {
struct Schema;
}

namespace accel {

/// Throws Error if the schema is not one little-endian column of a type that accel has. The
/// returned footer has no batches yet.
ArrowFooter read_arrow_schema(const arrow::Schema& schema, const std::string& path);

}  // namespace accel
