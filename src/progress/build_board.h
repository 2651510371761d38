// SPDX-License-Identifier: Apache-2.0
// What the processes of one build share, and others may look at: what it is at, and the totals. It
// outlives a script that crashes.
#pragma once

#include "base/cut_file.h"
#include "base/shared_memory.h"
#include "progress/reporter.h"

#include <atomic>
#include <climits>
#include <cstdint>
#include <optional>
#include <string>

namespace accel {

enum class BuildStage : std::int32_t { compiling, running };

/// The memory itself. Who reads it and who writes it compare the magic.
struct BuildBoard {
  char magic[16] = "accel build 1";
  std::int64_t since = 0;  ///< of board_clock(), when the build began
  std::atomic<BuildStage> stage{BuildStage::compiling};
  Totals totals;
  std::int32_t has_ended = 0;  ///< accel_main came to its end: the exit code is accel's
  char workdir[PATH_MAX] = {};
  CutFileText cut_file = {};
};

/// Made by `accel build`; its forks share it.
class SharedBuildBoard {
 public:
  explicit SharedBuildBoard(const std::string& workdir);
  BuildBoard* operator->() const { return board_; }
  BuildBoard& operator*() const { return *board_; }

 private:
  SharedMemory memory_;
  BuildBoard* board_;
};

/// What a build's board says to others, who trust none of it.
struct BuildFacts {
  double seconds = 0;
  BuildStage stage = BuildStage::compiling;
  Totals totals;
  std::string workdir;
};
std::optional<BuildFacts> find_build(pid_t pid);

}  // namespace accel
