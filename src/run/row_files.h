// SPDX-License-Identifier: Apache-2.0
// The files that the rows of a job saved (dataset/saved_files.h). A job that keeps rows of an
// earlier one has hard links to the files of these rows. The supervisor makes the links when the
// last code of the method has run, so that no code can write to a finished job through one.
#pragma once

#include "dataset/saved_files.h"
#include "job/post_file.h"
#include "run/row_match.h"
#include "run/slice_report.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// Sorts as `files.tsv` is sorted: by dataset, slice, row, name.
void sort_by_row(std::vector<SavedFile>& files);
/// The files of one row, as a trial compares them. `files` are sorted.
std::vector<std::string> texts_of_row(const std::vector<SavedFile>& files,
                                      const std::string& dataset, int slice, std::int64_t row);
/// Adds to `kept` the files that these rows of an earlier job saved, as files of the rows of
/// `slice` that they become. `files` are all files of that job, sorted.
void add_kept_files(const std::vector<SavedFile>& files, const std::string& dataset, int slice,
                    const SameRows& rows, std::vector<SavedFile>& kept);

/// Files by the earlier job that has them.
using KeptFiles = std::map<std::string, std::vector<SavedFile>>;
std::vector<SavedFile> all_files(const KeptFiles& files);

/// The files that a share saved in maps. Throws Error if its list is not the one that it reported.
std::vector<SavedFile> files_of_share(const std::string& job_path, const SliceReport& report);
/// Likewise; nullopt if one of them is gone or has changed. Reads them.
std::optional<std::vector<SavedFile>> find_whole_files(const std::string& job_path,
                                                       const SliceReport& report);
/// The files that are gone, have another size than when they were saved, or were written after the
/// job had finished.
std::vector<SavedFile> lost_files(const std::string& job_path, const std::vector<SavedFile>& files);

/// Why a job cannot keep rows, as far as the files in its directory show: the method wrote one of
/// them without save_file() or, if the job would keep `kept`, one was changed after it was saved,
/// or two would have the same name. Empty if it can.
std::string find_file_obstacle(const std::string& job_path, const KeptFiles* kept);
inline constexpr const char* kOtherFiles = "files are written otherwise than by save_file()";

/// Writes the list of these files of earlier jobs, and then makes links to them in the job. Copies
/// the files of a job that is not finished, because it may run again and write to them.
void link_row_files(const std::string& job_path, const Workdirs& workdirs, const KeptFiles& files);
/// Removes what link_row_files() made in a run that was cut short.
void unlink_row_files(const std::string& job_path);

/// Writes `files.tsv`, if there are any. Takes sizes and digests of `found` from `written`, all
/// files that the method wrote, sorted by name. Returns whether they are as they were saved.
bool write_row_files(const std::string& job_path, std::vector<SavedFile> found,
                     const std::vector<SavedFile>& kept, const std::vector<FileEntry>& written);

}  // namespace accel
