// SPDX-License-Identifier: Apache-2.0
// Reads what a job's files say about the job and each other, compares it, and makes a list of files
// to check. Whatever is in the directory, the worst that happens is that a fault is reported.
#pragma once

#include "job/store.h"
#include "workdir/file_check.h"

#include <string>
#include <vector>

namespace accel {

/// A name of a file in a job's directory.
struct FileName {
  std::string job_path;
  std::string name;  ///< relative to that
};

/// Something in a job's directory that has changed since it was written.
struct Damage {
  std::string job_path;
  std::string name;  ///< relative to that; empty: the directory itself
  std::string reason;
  std::string reader{};            ///< id of the job that found it, if that job only reads the file
  std::vector<FileName> others{};  ///< other names of the file, in jobs that were also verified
  std::uint64_t more = 0;          ///< how many names it has besides these
  std::size_t file = 0;            ///< the file's number, if it has several names
};

struct JobCheck {
  bool is_finished = false;  ///< else there is nothing to look at
  std::vector<FileCheck> files;
  std::vector<FileCheck> links;  ///< other jobs' files that its datasets name
  std::vector<Damage> damages;
  /// Files of a format that this version does not know: not damaged, but not readable.
  std::vector<Damage> others;
};

JobCheck check_job(const Store& store, const std::string& id);

}  // namespace accel
