// SPDX-License-Identifier: Apache-2.0
// The trial of a map: a few rows are computed a second time, into files of their own, and compared.
#pragma once

#include "column/column_writer.h"
#include "dataset/planned_rows.h"

#include <memory>
#include <string>
#include <vector>

namespace accel {

class MapTrial {
 public:
  /// `path`: what the paths of the files begin with. They are removed with this.
  MapTrial(const std::string& path, const std::vector<ColumnSpec>& columns);
  MapTrial(const MapTrial&) = delete;
  MapTrial& operator=(const MapTrial&) = delete;
  ~MapTrial();

  void write(const detail::Cell* cells);
  /// The row that was written last, or is written next, is bad.
  void set_bad(std::string_view reason) { bad_ += reason; }
  /// The next row is another one.
  void next_row();
  /// Why the function depends on more than its row; empty if that did not show. The first two rows
  /// that were written should be equal, and the last should have the values of `kept`.
  std::string find_difference(bool has_first, const std::optional<TrialRow>& kept);

 private:
  std::vector<std::map<std::string, Digest>> read_rows();
  std::vector<std::unique_ptr<ColumnWriter>> files_;
  std::vector<std::string> bad_rows_;  ///< the reasons
  std::string bad_;
};

}  // namespace accel
