// SPDX-License-Identifier: Apache-2.0
// An earlier job whose rows another job may keep: a finished job, or the finished slices of a job
// that failed or was cut short.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/bad_rows.h"
#include "dataset/dataset.h"
#include "job/setup.h"
#include "run/prepare_report.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

class Predecessor {
 public:
  /// nullopt if the job's record does not say that its rows can be kept. Sets `known_reason` if a
  /// trial showed why they cannot. Throws Error if the job is damaged.
  static std::optional<Predecessor> find(const std::string& id, const std::string& job_path,
                                         const Workdirs& workdirs, std::string& known_reason);

  const std::string& id() const { return id_; }
  const std::string& job_path() const { return job_path_; }
  const JobSetup& setup() const { return setup_; }
  const AnalysisRecord& analysis() const { return analysis_; }
  const PrepareReport& prepared() const { return prepared_; }
  std::vector<BadRow> bad_rows() const;
  /// How long analysis() took for a row, about; 0: not known.
  double seconds_per_row() const { return seconds_per_row_; }
  /// Whether it has the rows of the slice.
  bool has_slice(std::size_t slice) const {
    return is_finished_ || slices_.contains(static_cast<int>(slice));
  }
  /// A dataset that its analysis() made. Slices that an unfinished job has not finished are empty.
  const Dataset& dataset(const std::string& name) const { return datasets_.at(name); }

 private:
  Predecessor(std::string id, std::string job_path)
      : id_(std::move(id)), job_path_(std::move(job_path)), setup_(read_setup(job_path_)) {}
  bool read(const Workdirs& workdirs);
  bool read_finished(const Workdirs& workdirs);
  bool read_slices(const Workdirs& workdirs);

  std::string id_;
  std::string job_path_;
  JobSetup setup_;
  bool is_finished_ = false;
  AnalysisRecord analysis_;
  PrepareReport prepared_;
  std::set<int> slices_;  ///< of an unfinished job
  double seconds_per_row_ = 0;
  std::map<std::string, Dataset> datasets_;
};

}  // namespace accel
