// SPDX-License-Identifier: Apache-2.0
// How the values of a column are distributed, as every user interface shows it.
#pragma once

#include "base/json.h"
#include "rows/histogram.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace accel {

struct Distribution {
  ColumnSpec column;
  std::uint64_t values = 0;
  std::uint64_t absent = 0;

  // Only for a column of texts (see holds_texts).
  std::size_t different = 0;
  std::uint64_t too_low_by = 0;  ///< at most, for each count; 0: `different` is exact, too
  std::vector<std::pair<std::string, std::uint64_t>> top;  ///< the most frequent first

  // Only for other columns.
  Histogram histogram;                                  ///< of bytes: of their sizes
  std::map<std::string, KindSizes, std::less<>> kinds;  ///< only of bytes; "": not known
};

/// Whether values are counted one by one (text, json and bool), not in bins.
bool holds_texts(const ColumnSpec& column);

/// Makes at most `bins` bins, or a list of the `top` most frequent texts.
Distribution look_at_values(const Dataset& dataset, const ColumnSpec& column,
                            std::span<const RowRange> rows, std::size_t bins, std::size_t top);

/// What `accel hist JOB COLUMN --json` prints.
Document document(const Distribution& distribution);

}  // namespace accel
