// SPDX-License-Identifier: Apache-2.0
// One dataset as every user interface shows it, without its rows.
#pragma once

#include <accel/dataset.h>
#include <accel/value.h>

#include "base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

struct DatasetView {
  /// Where the rows of a column are.
  struct Places {
    std::uint64_t own_rows = 0;   ///< in files that the column's own job wrote
    std::uint64_t kept_rows = 0;  ///< in files that it keeps of other jobs
    std::uint64_t parts = 0;
    std::uint64_t files = 0;
    bool operator==(const Places&) const = default;
  };
  struct Column {
    std::string name, type;
    std::string files;         ///< "dev-0/default": the dataset that has its files
    std::uint64_t absent = 0;  ///< rows without a value
    std::uint64_t bytes = 0;
    Value min, max;                ///< null for a type without an order, and without values
    std::optional<Places> places;  ///< nullopt: each slice is a file that the job wrote
  };
  std::string name;    ///< "dev-1/default"
  std::string parent;  ///< the dataset that it was appended to; empty: none
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;            ///< of all columns
  std::vector<std::uint64_t> slices;  ///< the rows of each
  std::vector<Column> columns;
};

/// Whether to read lists of parts, which may be long, or to leave out `places`. Columns are never
/// read.
enum class PartCounts { read, left_out };

DatasetView look_at_dataset(const Dataset& dataset, PartCounts parts = PartCounts::read);

/// What `accel ds JOB/NAME --json` prints.
Document document(const DatasetView& dataset);

std::vector<std::string> column_names(const Dataset& dataset);
/// Throws Error if the dataset has no such column. The message suggests a similar name and lists
/// all names.
ColumnSpec column_named(const Dataset& dataset, const std::string& name);

}  // namespace accel
