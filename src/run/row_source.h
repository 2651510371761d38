// SPDX-License-Identifier: Apache-2.0
// An earlier job as a source of rows for a job that is about to run: whether that job may keep its
// rows, and which of that job's rows it has.
#pragma once

#include "run/plan_conditions.h"
#include "run/predecessor.h"
#include "run/row_match.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// The rows that the map into one dataset goes over in the new job.
struct MapRows {
  MapRecord map;
  std::vector<std::uint64_t> rows;  ///< per slice
  SameSlices same;                  ///< the rows that the earlier job has
};

class RowSource {
 public:
  /// Compares the inputs of the two jobs.
  RowSource(const JobSetup& setup, const std::string& job_path, const Predecessor& before);

  const Predecessor& before() const { return before_; }
  /// Why the new job may not keep rows of the earlier one; empty if it may.
  const std::string& ruled_out() const { return ruled_out_; }
  const InputChanges& inputs() const { return inputs_; }
  /// Finds the rows of each map. Throws Error if the earlier job is damaged.
  std::vector<MapRows> match();
  /// Bad rows that stay bad, by their place in the earlier job.
  const std::map<RowPlace, BadRow>& bad_rows() const { return bad_; }
  /// The name of a row of the new job in the source of the only map.
  std::string name_of(std::size_t slice, std::int64_t row) const;

 private:
  std::string compare();
  bool compare_inputs();
  void sort_bad_rows();
  SameSlices match_files(const MapRecord& map, std::vector<std::uint64_t>& rows);
  SameSlices match_rows(MapRecord& map, std::vector<std::uint64_t>& rows);
  void leave_out_others(const std::string& dataset, SameSlices& same) const;
  std::size_t slices() const { return static_cast<std::size_t>(setup_.limits.slices); }

  const JobSetup& setup_;
  const std::string& job_path_;
  const Predecessor& before_;
  const JobSetup& before_setup_;
  Workdirs workdirs_;
  InputChanges inputs_;
  std::map<RowPlace, BadRow> bad_;
  std::set<RowPlace> tried_again_;  ///< bad rows that are computed again
  std::vector<InputFile> files_;    ///< of the last map, if it goes over files
  Dataset source_;                  ///< of the last map, if it goes over rows
  std::string ruled_out_;
};

}  // namespace accel
