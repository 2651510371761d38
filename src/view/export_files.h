// SPDX-License-Identifier: Apache-2.0
// Writes the bytes of a column as files in a new folder, which appears when all files are complete.
// Names are from the column `filename`, or if there is none, the row's number in the dataset. No
// name leads out of the folder.
#pragma once

#include <accel/dataset.h>

#include "rows/row_choice.h"

#include <optional>
#include <span>
#include <string>

namespace accel {

/// Returns the number of files, or nullopt if it was interrupted (Ctrl-C). In that case, and if it
/// throws, it leaves no folder behind. Absent rows write nothing. Throws Error if two rows have the
/// same name, and for names that are not UTF-8, too long, or lead out of the folder.
std::optional<std::uint64_t> export_files(const Dataset& dataset, const ColumnSpec& column,
                                          std::span<const RowRange> rows,
                                          const std::string& folder);

}  // namespace accel
