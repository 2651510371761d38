// SPDX-License-Identifier: Apache-2.0
// The bytes of a column as files in a new folder, which appears when all of them are there. Names
// are those of the column `filename`, or where there is none the row's number in the dataset; none
// leads out.
#pragma once

#include <accel/dataset.h>

#include "rows/row_choice.h"

#include <optional>
#include <span>
#include <string>

namespace accel {

/// Returns how many files; nullopt when it was interrupted (Ctrl-C): then, as when it throws, there
/// is no folder. Absent rows write nothing. Throws Error for two rows of one name, and for names
/// that are no UTF-8, too long, or lead out of the folder.
std::optional<std::uint64_t> export_files(const Dataset& dataset, const ColumnSpec& column,
                                          std::span<const RowRange> rows,
                                          const std::string& folder);

}  // namespace accel
