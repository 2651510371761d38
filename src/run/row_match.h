// SPDX-License-Identifier: Apache-2.0
// Finds the rows of an input that an earlier job has processed, by identities or by names and
// digests of files. Reads no values. The work grows with the number of parts or of files.
#pragma once

#include "dataset/input_list.h"
#include "dataset/parts.h"
#include "dataset/planned_rows.h"

#include <vector>

namespace accel {

/// The rows that have the identities of an earlier row in all columns. Both lists have the same
/// columns in the same order, and at least one.
SameSlices same_rows(const std::vector<ColumnParts>& now, const std::vector<ColumnParts>& before);

/// In what two files are the same.
enum class SameFile { name_and_content, name, content };

/// The files that an earlier file is the same as. If there are several, one that also has the name
/// and the content is preferred.
SameSlices same_files(const std::vector<InputFile>& now, std::size_t slices,
                      const std::vector<InputFile>& before, std::size_t slices_before,
                      SameFile how = SameFile::name_and_content);

}  // namespace accel
