// SPDX-License-Identifier: Apache-2.0
// Finds the values that a job computes and that are equal to those in an earlier dataset, its
// counterpart. The job does not write them: its columns refer to the earlier values.
//
// Each column of a slice is compared by itself. A run of equal values is kept if it has at least 16
// rows or 1 KiB. Shorter runs are also kept, but only the first 64 of a column, so that the list of
// parts stays short; later short runs are written. If none of the first 256 values is equal, the
// rest is not compared.
#pragma once

#include "column/column_writer.h"
#include "dataset/dataset.h"
#include "dataset/planned_rows.h"
#include "dataset/slice_columns.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace accel {

/// An earlier dataset, and which of its rows each row of a new dataset is compared with.
struct Counterpart {
  Dataset dataset;
  /// A row is compared with its row in the first of these; if that differs or there is none, with
  /// its row in the next.
  std::vector<SameSlices> rows;
};

/// One column of one slice while a map fills it.
class EqualValues {
 public:
  /// `rows`: the rows of Counterpart for this slice, numbered in the order in which they are
  /// written. The dataset must have the column, with this type.
  EqualValues(const Dataset& before, ColumnSpec spec, std::vector<std::vector<SameRows>> rows);

  /// Adds row `row`, which must be greater than the last: keeps it, or appends it to `file`. A
  /// counterpart that cannot be read is ignored.
  void write(std::int64_t row, const detail::Cell& cell, ColumnWriter& file);
  /// Ends the last run, and returns the rows that are kept.
  std::vector<KeptRows> finish(ColumnWriter& file);

 private:
  /// A list of rows, and how far it was used.
  struct Rows {
    std::vector<SameRows> list;
    std::size_t next = 0;
  };
  struct Place {
    int slice = 0;
    std::uint64_t row = 0;
  };
  std::optional<Place> find_sound(std::uint64_t row, const detail::Cell& cell);
  std::optional<Place> find_equal(std::uint64_t row, const detail::Cell& cell);
  static std::optional<Place> find_place(Rows& rows, std::uint64_t row);
  bool is_there(const Place& place) const;
  bool is_equal(const Place& place, const detail::Cell& cell);
  void go_to(const Place& place);
  void add(std::uint64_t row, const Place& place, std::size_t size, ColumnWriter& file);
  void end_run(ColumnWriter& file);

  const Dataset before_;
  const ColumnSpec spec_;
  std::vector<Rows> rows_;
  std::map<int, SliceRows> slices_;  ///< of the earlier column
  BatchRows batch_;                  ///< around the row that was compared last
  int batch_slice_ = -1;
  std::vector<KeptRows> kept_;
  KeptRows run_;  ///< equal values that are neither kept nor written yet
  std::size_t run_bytes_ = 0;
  int short_runs_ = 0;
  int unequal_ = 0;
  bool is_comparing_ = true;
};

/// Compares a column of a slice. `plan`: the rows that the map goes over; nullptr: all. Returns
/// nullptr if the counterpart did not write a column of this name and type.
std::unique_ptr<EqualValues> compare_with(const Counterpart& counterpart, int slice,
                                          const ColumnSpec& column, const PlannedMap* plan);

}  // namespace accel
