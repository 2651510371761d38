// SPDX-License-Identifier: Apache-2.0
// Reads a column of a dataset part by part. Only this code knows in which files the rows are.
#pragma once

#include "column/column_reader.h"
#include "dataset/manifest.h"

#include <memory>
#include <string>
#include <vector>

namespace accel {

namespace detail {
struct DatasetState;
}

/// The files of one column, opened when they are needed.
class ColumnFiles {
 public:
  /// The dataset must have the column. Throws Error if its list of parts is gone or damaged.
  ColumnFiles(const detail::DatasetState& dataset, const std::string& column);

  const std::vector<Part>& parts(int slice) const {
    return parts_.slices[static_cast<std::size_t>(slice)];
  }
  /// It stays open. Throws Error when the file is gone, damaged, or not what the part says.
  ColumnReader& open(std::size_t file);
  /// Throws Error if a file was cut while it was read.
  void close();

 private:
  [[noreturn]] void throw_missing(const std::string& path) const;

  const detail::DatasetState& dataset_;
  const ManifestColumn& column_;
  std::string job_path_;  ///< of the job that has the files
  ColumnParts parts_;
  std::vector<std::unique_ptr<ColumnReader>> readers_;
};

std::int64_t count_absent(const detail::Batch& batch);

/// Rows of a slice that are next to each other in one batch of a file.
struct BatchRows {
  detail::Batch batch;     ///< with only these rows
  std::int64_t first = 0;  ///< the row of the slice at batch.first
  std::int64_t bytes = 0;  ///< about what they take in the file
};

/// The rows of one slice of a column.
class SliceRows {
 public:
  SliceRows(ColumnFiles& files, int slice);

  /// Goes to the next rows, beginning with the first; false at the end. Views stay valid, but their
  /// memory may be given back to the system.
  bool next(BatchRows& rows);
  /// Goes to the rows around a row, which must exist.
  BatchRows at(std::int64_t row);

 private:
  BatchRows rows_in(std::size_t batch);
  void go_to_part(std::size_t part);
  void leave_file();

  ColumnFiles& files_;
  const std::vector<Part>& parts_;
  std::vector<std::int64_t> ends_;  ///< the row after each part
  std::size_t part_ = 0;
  std::size_t batch_ = 0;           ///< the next one of the part's file
  ColumnReader* reader_ = nullptr;  ///< of the part; null: not open yet
};

}  // namespace accel
