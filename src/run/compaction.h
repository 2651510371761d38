// SPDX-License-Identifier: Apache-2.0
// Keeps the history of a dataset short. A job that keeps rows holds the files of all jobs before it
// that wrote some of them; after a year of daily additions that would be thousands of small files.
// So a job copies small files together when it is committed. A copied row keeps its identity
// (dataset/parts.h): jobs that read it are not run again.
//
// In each column that the job writes:
// * eight or more kept files of about the same size, of which the column uses an eighth of its
// bytes
//   or less, become one file. Sizes are the same if log4 of them has the same whole part. So a
//   value is copied at most once each time that the size of its file has grown about eightfold;
// * a kept file of which less than a quarter of the rows is used is copied, so what is copied is at
//   most a third of what was dropped;
// * if the rows of a column of numbers lie in runs of fewer than 16 rows on average, and in more
// than
//   64 of them, all its kept rows are copied.
#pragma once

#include "dataset/manifest.h"

#include <cstdint>
#include <set>
#include <string>

namespace accel {

/// The kept files of a column, by place in `parts.files`, whose rows are to be copied.
std::set<std::size_t> files_to_copy(const ColumnSpec& spec, const ColumnParts& parts);

/// Copies rows of the columns that `job` wrote, writes the manifest anew, and removes links that it
/// no longer names. All files must be there. Returns the bytes written. Throws Error if a file is
/// damaged.
std::uint64_t compact_dataset(const std::string& job_path, const std::string& job,
                              const std::string& dataset);

}  // namespace accel
