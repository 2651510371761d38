// SPDX-License-Identifier: Apache-2.0
// Keeps the history of a dataset short. A job that keeps rows holds the files of all jobs before it
// that wrote some of them; after a year of daily additions that would be thousands of small files.
// So a job copies small files together when it is committed. A copied row keeps its identity
// (dataset/parts.h): jobs that read it are not run again.
//
// In each column that the job writes, it copies:
//
// Small files. Eight or more kept files of about the same size become one file if the column uses
// an eighth of its bytes or less from them. If it uses more, and the files are more than two for
// each slice (a job writes one for each slice), the first of them do that are an eighth. Sizes are
// about the same if the whole parts of their log4 are equal. So a value is copied again only when
// its file has grown about eightfold.
//
// Unused files. A kept file is copied if less than a quarter of its rows are used. So what is
// copied is at most a third of what was dropped.
//
// Scattered numbers. All kept rows of a column of numbers are copied if the rows lie in more than
// 64 runs of fewer than 16 rows on average.
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
