// SPDX-License-Identifier: Apache-2.0
// `accel build`: compiles scripts and the methods they name, and runs the scripts, each in a
// process of its own, so that a crash is reported like any other failure.
#pragma once

#include "job/project.h"
#include "progress/progress.h"

#include <string>
#include <vector>

namespace accel {

struct BuildRequest {
  std::vector<std::string> scripts;
  std::vector<std::string> arguments;  ///< what came after --
  bool json = false;
  bool dry_run = false;
  std::vector<std::string> forced;  ///< methods whose jobs are made again
  bool no_row_reuse = false;        ///< jobs that are made compute all their rows
  ProgressWish progress;
  ColourWish colour = ColourWish::automatic;
  bool keep_going = false;  ///< a failure stops only what depends on it
};

/// Returns the program's exit code.
int run_build(const BuildRequest& request);

}  // namespace accel
