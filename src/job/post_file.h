// SPDX-License-Identifier: Apache-2.0
// The names of the files that accel writes into a job directory, and `post.json` of a finished job.
#pragma once

#include "base/hash.h"
#include "base/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// True for names that a method must not write: the files below, and the folders that accel uses.
bool is_reserved(std::string_view relative_path);
/// True for the files that a dataset's manifest lists.
bool is_column_file(std::string_view relative_path);

constexpr int kPostFormat = 1;  ///< of `post.json`

struct FileEntry {
  std::string name;
  std::uint64_t size = 0;
  std::string checksum;
};

/// The part of `post.json` before the lists of files: of bounded size.
struct JobSummary {
  double seconds = 0;
  std::uint64_t rows = 0;
  std::uint64_t tried_rows = 0;  ///< `max_bad` may be a fraction of these
  std::uint64_t bad_rows = 0;
  std::uint64_t computed_rows = 0;  ///< of `tried_rows`; the others are kept
  std::uint64_t bytes = 0;          ///< of the column files and the files that the method wrote
  int kept_slices = 0;              ///< finished by runs that were cut short
  std::vector<Digest> keys;         ///< of the requests that the job answers, its own first
};

/// nullopt when the job is not finished. Throws Error for a `post.json` that cannot be read.
std::optional<JobSummary> find_summary(const std::string& job_path);
bool is_finished(const std::string& job_path);
/// False if this user lacks the permission to.
bool may_be_read(const std::string& job_path);
/// The keys of a job, its own first, as far as its files say. A damaged job keeps its own key, so
/// that a build that finds it reports the damage.
std::vector<Digest> keys_of(const std::string& job_path);

/// The members of post.json before its lists of files; null if the job is not finished or they are
/// damaged.
Document post_head(const std::string& job_path);

/// The files that the method wrote.
std::vector<FileEntry> read_files(const std::string& job_path);

/// All of `post.json` that shows whether a job is whole.
struct PostFile {
  std::string job;
  std::vector<std::string> keys;
  std::vector<FileEntry> files;  ///< accel's own (but column files, and itself), and the method's
  bool lists_own = false;        ///< false: an earlier accel made it, which did not list its own
};
/// Throws Error if it cannot be read, or has changed since it was written.
PostFile read_post(const std::string& job_path);
/// The value of its member `checksum`: the digest of the file with "" in its place.
std::string post_checksum(Document post);

/// The hint for an error in the contents of a finished job's file: what to do about that job.
void hint_at_damage(Error& error, const std::string& job_path);
/// Calls `read`, which reads such a file. An error that it throws gets that hint.
template <class Read>
auto with_damage_hint(const std::string& job_path, Read&& read) {
  try {
    return read();
  } catch (Error& error) {
    hint_at_damage(error, job_path);
    throw;
  }
}

/// Throws Error if the job's directory is gone or the job is not finished (and says why, if known).
void require_finished(const std::string& id, const std::string& job_path);

}  // namespace accel
