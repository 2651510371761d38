// SPDX-License-Identifier: Apache-2.0
// The disk space of jobs. A file may have several names: a job that keeps rows of another has hard
// links to its column files, in `DS/<dataset>/kept/`, and to the files that these rows saved. A
// file counts for the job that wrote it, as long as that job is there.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// Whether a job keeps files of other jobs. Throws SystemError.
bool keeps_files(const std::string& job_path);

/// The bytes that a file takes on the disk.
std::uint64_t disk_bytes(const struct stat& stat);

/// Calls `see` with the folder of a job and everything below it, once for each file. Leaves out
/// kept files, their folders, and what disappears meanwhile.
void see_own_files(const std::string& job_path, const std::function<void(const struct stat&)>& see);

struct Space {
  std::uint64_t disk = 0;   ///< bytes, in blocks, with those of folders
  std::uint64_t files = 0;  ///< the sizes of the files
};

/// The space that is freed when folders are removed one after the other.
class FreedSpace {
 public:
  /// The additional space that is freed when a file or a folder is removed after those before it. A
  /// file counts when it has no name left anywhere.
  Space remove(const std::string& path);

 private:
  std::map<std::pair<dev_t, ino_t>, nlink_t> removed_;  ///< names, of files that have several
};

/// The space of the files that these jobs keep and whose own jobs are gone. Counts each file once.
Space kept_alone(const std::vector<std::string>& job_paths);

}  // namespace accel
