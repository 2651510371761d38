// SPDX-License-Identifier: Apache-2.0
// Limits the number of files that a dataset refers to. A job that keeps rows holds the files of all
// earlier jobs that wrote some of these rows. After a year of daily additions, that would be
// thousands of small files. So when a job is committed, it copies the rows of small files into one
// file. A copied row keeps its identity (dataset/parts.h), so jobs that read it do not run again.
//
// In each column that the job writes, it copies:
//
// Small files. Eight or more kept files of similar size become one file if they hold an eighth or
// less of the bytes that the column uses. If they hold more, and there are more than two of them
// for each slice (a job writes one for each slice), only the first of them do: as many as hold at
// most an eighth. Sizes are similar if the whole parts of their base-4 logarithms are equal. So a
// value is copied again only when its file has grown about eightfold.
//
// Unused files. The used rows of a kept file are copied if they are less than a quarter of its
// rows. So at most a third as much is copied as is dropped.
//
// Scattered rows. All kept rows of a column are copied if they lie in more than 64 runs that have
// fewer than 16 rows and less than 16 kB on average.
#pragma once

#include "dataset/manifest.h"

#include <cstdint>
#include <set>
#include <string>

namespace accel {

/// The kept files of a column, by place in `parts.files`, whose rows are to be copied.
std::set<std::size_t> files_to_copy(const ColumnParts& parts);

/// Copies rows of the columns that `job` wrote, writes the manifest anew, and removes links that it
/// no longer names. All files must be there. Returns the bytes written. Throws Error if a file is
/// damaged.
std::uint64_t compact_dataset(const std::string& job_path, const std::string& job,
                              const std::string& dataset);

}  // namespace accel
