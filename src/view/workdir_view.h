// SPDX-License-Identifier: Apache-2.0
// A workdir as every user interface shows it: how many jobs it has, and how much space is left.
#pragma once

#include "base/json.h"

#include <cstdint>
#include <map>
#include <string>

namespace accel {

struct WorkdirView {
  std::string path;
  bool is_there = false;
  bool is_writable = false;
  std::map<std::string, std::uint64_t> jobs;  ///< by state
  std::uint64_t bytes = 0;  ///< of columns and files of finished jobs, each file once
  std::uint64_t free_bytes = 0;
};

/// Makes nothing: the workdir need not exist.
WorkdirView look_at_workdir(const std::string& path);

/// What `accel workdir --json` prints; `is_source`: jobs are only read from it.
Document document(const WorkdirView& workdir, bool is_source);

}  // namespace accel
