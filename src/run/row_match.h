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

/// The files that have the name and the content of an earlier file.
SameSlices same_files(const std::vector<InputFile>& now, std::size_t slices,
                      const std::vector<InputFile>& before, std::size_t slices_before);

/// Files whose rows may have some values in common with those of an earlier file.
struct SimilarFiles {
  SameSlices by_name;     ///< with its name, and if possible its content, too
  SameSlices by_content;  ///< with its content, but not its name
};
SimilarFiles similar_files(const std::vector<InputFile>& now, std::size_t slices,
                           const std::vector<InputFile>& before, std::size_t slices_before);

}  // namespace accel
