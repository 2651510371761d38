// SPDX-License-Identifier: Apache-2.0
// What one job says of itself and of its files: read, compared with each other, and made into a
// list of files to look at. Whatever lies in its directory, the worst that comes of it is a fault.
#pragma once

#include "job/store.h"
#include "workdir/file_check.h"

#include <string>
#include <vector>

namespace accel {

/// Something in a job's directory that is not as it was written.
struct Damage {
  std::string job_path;
  std::string name;  ///< relative to that; empty: the directory itself
  std::string reason;
};

struct JobCheck {
  bool is_finished = false;  ///< else there is nothing to look at
  std::vector<FileCheck> files;
  std::vector<FileCheck> links;  ///< other jobs' files that its datasets name
  std::vector<Damage> damages;
  /// Files of a format that this version does not know: no damage, and no telling what they say.
  std::vector<Damage> others;
};

JobCheck check_job(const Store& store, const std::string& id);

}  // namespace accel
