// SPDX-License-Identifier: Apache-2.0
// The trial of a map: it computes a few rows a second time, into files of their own, and compares
// the values.
#pragma once

#include "column/column_writer.h"
#include "dataset/planned_rows.h"

#include <memory>
#include <string>
#include <vector>

namespace accel {

class MapTrial {
 public:
  /// `path`: the beginning of the paths of the files. The destructor removes the files.
  MapTrial(const std::string& path, const std::vector<ColumnSpec>& columns);
  MapTrial(const MapTrial&) = delete;
  MapTrial& operator=(const MapTrial&) = delete;
  ~MapTrial();

  void write(const detail::Cell* cells);
  /// Marks the current row as bad, whether or not it was written.
  void set_bad(std::string_view reason) { row_.bad += reason; }
  /// Adds a file that the current row saves.
  void add_file(std::string_view name, Bytes contents);
  /// Ends the current row.
  void next_row();
  /// Returns why the function depends on more than its row; empty if the trial shows no difference.
  /// If `has_first`, the first two rows must be equal. The last row must have the values of `kept`.
  std::string find_difference(bool has_first, const std::optional<TrialRow>& kept);

 private:
  std::vector<std::map<std::string, Digest>> read_rows();
  std::vector<std::unique_ptr<ColumnWriter>> files_;
  struct Row {
    std::string bad;                 ///< the reasons
    std::vector<std::string> files;  ///< as in TrialRow
  };
  std::vector<Row> ended_;
  Row row_;
};

}  // namespace accel
