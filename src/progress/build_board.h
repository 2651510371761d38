// SPDX-License-Identifier: Apache-2.0
// Memory that the processes of one build share, and that others may read: what the build is doing,
// and the totals. It outlives a script that crashes.
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

/// The memory itself. Readers and writers compare the magic.
struct BuildBoard {
  char magic[16] = "accel build 2";
  std::int64_t since = 0;  ///< of board_clock(), when the build began
  std::atomic<BuildStage> stage{BuildStage::compiling};
  Totals totals;
  std::int32_t has_ended = 0;  ///< accel_main came to its end: the exit code is accel's
  char workdir[PATH_MAX] = {};
  CutFileText cut_file = {};
};

/// Made by `accel build` and shared by its forks.
class SharedBuildBoard {
 public:
  explicit SharedBuildBoard(const std::string& workdir);
  BuildBoard* operator->() const { return board_; }
  BuildBoard& operator*() const { return *board_; }

 private:
  SharedMemory memory_;
  BuildBoard* board_;
};

/// A build's board as other processes read it. They trust none of it.
struct BuildFacts {
  double seconds = 0;
  BuildStage stage = BuildStage::compiling;
  Totals totals;
  std::string workdir;
};
std::optional<BuildFacts> find_build(pid_t pid);

}  // namespace accel
