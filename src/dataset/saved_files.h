// SPDX-License-Identifier: Apache-2.0
// The files that a method saves with save_file(). Each phase and slice notes its own in
// `slices/<n>.files.tsv` before it writes them, so that it is known which files of a job that was
// cut short belong to finished slices. A file that the function of a map saves belongs to its row;
// `files.tsv` of a finished job lists those, in the same form.
#pragma once

#include <accel/types.h>

#include "base/fd.h"
#include "base/hash.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

struct SavedFile {
  std::string dataset;    ///< that the map fills; empty: no map saved the file
  int slice = -1;         ///< of the row
  std::int64_t row = -1;  ///< that the map read
  std::string name;       ///< relative to the job directory
  std::uint64_t size = 0;
  Digest digest;
};

/// The path of `files.tsv` below the job directory.
inline constexpr const char* kRowFilesList = "files.tsv";
/// The path of the list of those that a job holds by links to files of another job.
inline constexpr const char* kKeptFilesList = "slices/kept.tsv";

/// Appends one line of a list.
void add_saved_line(std::string& text, const SavedFile& file);
/// Throws Error for a list that accel did not write, also if it names a file that a method cannot
/// save.
std::vector<SavedFile> parse_saved_files(std::string_view text, const std::string& path);

/// The names of the files that a job holds by links to files of another job. Leaves out lines of
/// the list that accel did not write.
std::vector<std::string> kept_file_names(const std::string& job_path);

/// The text by which a trial compares a file.
std::string saved_file_text(std::string_view name, std::uint64_t size, const Digest& digest);

/// What a report says about such a list.
struct SavedList {
  std::uint64_t count = 0;
  Digest digest;  ///< of the list
};

/// The files that one phase or slice saves.
class SavedFiles {
 public:
  explicit SavedFiles(std::string path) : path_(std::move(path)) {}
  /// Call it before a file is made.
  void begin() { ++begun_; }
  /// Call it when the file is made, before it is written. The first call makes the list.
  void add(std::string name, Bytes contents);
  SavedList list() const { return {count_, hasher_.digest()}; }
  /// Why a later job must compute all rows, as far as the files show; empty if it does not have to.
  std::string find_obstacle(bool has_synthesis) const;

 private:
  std::string path_;
  Fd fd_;
  std::uint64_t begun_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t of_rows_ = 0;  ///< files that belong to a row
  Hasher hasher_;
};

/// The entry, without a name, of a file that is saved now: it has the row of the outermost map that
/// runs in this process.
SavedFile file_of_current_row();
/// Notes a file for the trial of the current row, if there is one. Returns whether the row is
/// computed only for the trial: then the file must not be written.
bool try_file(std::string_view name, Bytes contents);

}  // namespace accel
