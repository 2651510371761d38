// SPDX-License-Identifier: Apache-2.0
// The files of a job directory that accel writes, by name, and what a finished job says of itself.
#pragma once

#include "base/hash.h"
#include "base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// True for the names that a method must not write to: those of the files below, and their folders.
bool is_reserved(std::string_view relative_path);
/// True for the files that a dataset's manifest lists.
bool is_column_file(std::string_view relative_path);

constexpr int kPostFormat = 1;  ///< of `post.json`

struct FileEntry {
  std::string name;
  std::uint64_t size = 0;
  std::string checksum;
};

/// The part of `post.json` that stands before the lists of files: of bounded size.
struct JobSummary {
  double seconds = 0;
  std::uint64_t rows = 0;
  std::uint64_t tried_rows = 0;  ///< `max_bad` may be a fraction of these
  std::uint64_t bad_rows = 0;
  std::uint64_t bytes = 0;   ///< of the column files and the files that the method wrote
  int kept_slices = 0;       ///< finished by runs that were cut short
  std::vector<Digest> keys;  ///< that the job answers, its own first
};

/// nullopt when the job is not finished. Throws Error for a `post.json` that cannot be read.
std::optional<JobSummary> find_summary(const std::string& job_path);
bool is_finished(const std::string& job_path);
/// The keys that a job answers, its own first, as far as its files say them. A damaged job answers
/// its own: who finds it sees what is wrong with it.
std::vector<Digest> keys_of(const std::string& job_path);

/// The files that the method wrote.
std::vector<FileEntry> read_files(const std::string& job_path);

/// All of `post.json` that tells whether a job is whole.
struct PostFile {
  std::string job;
  std::vector<std::string> keys;
  std::vector<FileEntry> files;  ///< accel's own (but column files, and itself), and the method's
  bool lists_own = false;        ///< false: an earlier accel made it, which did not list its own
};
/// Throws Error when it cannot be read, or is not as it was written.
PostFile read_post(const std::string& job_path);
/// What its member `checksum` is: the digest of the file with that as an empty text.
std::string post_checksum(Document post);

/// To an error about the contents of a file of a finished job: what to do about that job.
void hint_at_damage(Error& error, const std::string& job_path);
/// Calls `read`, which reads such a file: what it throws gets that hint.
template <class Read>
auto with_damage_hint(const std::string& job_path, Read&& read) {
  try {
    return read();
  } catch (Error& error) {
    hint_at_damage(error, job_path);
    throw;
  }
}

/// Throws Error when the job's directory is gone, or the job is not finished (says why, if known).
void require_finished(const std::string& id, const std::string& job_path);

}  // namespace accel
