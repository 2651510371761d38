// SPDX-License-Identifier: Apache-2.0
// An earlier job as a source of rows for a job that is about to run: whether its rows are good for
// that job, and which of them it has.
#pragma once

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
  /// Whether the two jobs agree in everything but the rows of their maps.
  bool may_serve() const { return may_serve_; }
  /// Inputs that differ: references of datasets as the new job has them, options of files.
  const std::set<std::string>& changed() const { return changed_; }
  bool is_sliced_alike() const { return is_sliced_alike_; }
  /// Finds the rows of each map. Throws Error if the earlier job is damaged.
  std::vector<MapRows> match();
  /// Bad rows that stay bad, by their place in the earlier job.
  const std::map<RowPlace, BadRow>& bad_rows() const { return bad_; }
  /// The name of a row of the new job in the source of the only map.
  std::string name_of(std::size_t slice, std::int64_t row) const;

 private:
  bool compare();
  bool compare_inputs();
  bool has_same_reads() const;
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
  bool is_sliced_alike_;
  std::map<Reference, Reference> now_;  ///< the dataset that takes the place of another
  std::set<std::string> changed_;
  std::map<RowPlace, BadRow> bad_;
  std::set<RowPlace> tried_again_;  ///< bad rows that are computed again
  std::vector<InputFile> files_;    ///< of the last map, if it goes over files
  Dataset source_;                  ///< of the last map, if it goes over rows
  bool may_serve_;
};

}  // namespace accel
