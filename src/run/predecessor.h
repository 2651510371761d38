// SPDX-License-Identifier: Apache-2.0
// An earlier job whose rows another job may keep: a finished job, or the finished shares of a job
// that failed or was cut short.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/bad_rows.h"
#include "dataset/dataset.h"
#include "dataset/planned_rows.h"
#include "dataset/saved_files.h"
#include "job/setup.h"
#include "run/prepare_report.h"
#include "run/row_ranges.h"
#include "run/slice_report.h"

#include <map>
#include <optional>
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
  /// What it read of its datasets. nullopt if its files do not say.
  const std::optional<InputReads>& inputs() const { return inputs_; }
  std::vector<BadRow> bad_rows() const;
  /// About how long analysis() took for a row; 0: not known.
  double seconds_per_row() const { return seconds_per_row_; }
  /// Returns the part of `rows` that the map into the dataset computed.
  std::vector<SameRows> computed(const std::string& dataset,
                                 const std::vector<SameRows>& rows) const;
  /// Throws Error unless it has a row for each row that the map into the dataset read.
  void check_rows(const std::string& dataset, const std::vector<std::uint64_t>& read) const;
  /// A dataset that its analysis() made. In an unfinished job it has only the rows that the
  /// finished shares computed.
  const Dataset& dataset(const std::string& name) const { return datasets_.at(name); }
  /// The row of dataset() that holds the result of a computed row.
  std::uint64_t row_in_dataset(const std::string& dataset, std::size_t slice,
                               std::uint64_t row) const;
  /// The inverse: the row of the slice that a row of dataset() is the result of.
  std::uint64_t row_in_source(const std::string& dataset, std::size_t slice,
                              std::uint64_t row) const;
  /// The files that its rows saved, sorted. Some may be gone.
  const std::vector<SavedFile>& files() const { return files_; }

 private:
  Predecessor(std::string id, std::string job_path)
      : id_(std::move(id)), job_path_(std::move(job_path)), setup_(read_setup(job_path_)) {}
  bool read(const Workdirs& workdirs);
  bool read_finished(const Workdirs& workdirs);
  bool read_shares(const Workdirs& workdirs);
  bool has_bad_rows(const SliceReport& report) const;
  void add_share(const SliceReport& report);

  std::string id_;
  std::string job_path_;
  JobSetup setup_;
  bool is_finished_ = false;
  AnalysisRecord analysis_;
  PrepareReport prepared_;
  std::optional<InputReads> inputs_;
  std::vector<Share> shares_;  ///< the finished ones of an unfinished job
  /// Rows that an unfinished job computed.
  struct Computed {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
    std::uint64_t at = 0;  ///< row of `first` in the slice of dataset()
  };
  using ComputedRows = std::vector<Computed>;                        ///< in order
  std::map<std::string, std::map<std::size_t, ComputedRows>> rows_;  ///< by dataset and slice
  double seconds_per_row_ = 0;
  std::map<std::string, Dataset> datasets_;
  std::vector<SavedFile> files_;
};

/// A job whose dataset the job at `job_path` read, if another job has its id now, because its
/// workdir was deleted and made again, say. Empty if there is none.
std::string find_replaced_input(const std::string& job_path, const Workdirs& workdirs);
/// The columns that the dataset's job wrote.
std::vector<const ManifestColumn*> own_columns(const Dataset& dataset);
/// Throws Error if a column file of the job is missing or has another size. Does not read the
/// contents, as readers of columns do not check them either.
void check_column_files(const Dataset& dataset, const std::string& job_path);
/// The parts of some columns, at least one. Throws Error if the dataset lacks one.
std::vector<ColumnParts> parts_of_columns(const Dataset& dataset,
                                          const std::vector<std::string>& columns);

}  // namespace accel
