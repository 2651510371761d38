// SPDX-License-Identifier: Apache-2.0
// How far a running job is, according to its board. A hostile input may have taken over the
// processes that write the board. So whatever it holds becomes plausible numbers, which are only
// shown.
#pragma once

#include "run/board.h"

#include <optional>
#include <vector>

namespace accel {

constexpr int kMostSlices = 1'000'000;

/// How far a share of a slice is.
struct SliceProgress {
  Share share;
  SliceState state = SliceState::waiting;
  std::int64_t row = -1;   ///< that is worked on; -1: none
  std::int64_t done = 0;   ///< rows; at most `rows` where that is known
  std::int64_t rows = -1;  ///< without those that are kept; -1: not known
  std::int64_t bytes = 0;  ///< that were read
  double seconds = 0;      ///< since the worker was started
  int pid = 0;             ///< of the worker: show it, but never signal it

  bool is_over() const { return state == SliceState::done || state == SliceState::kept; }
  bool is_running() const { return state == SliceState::running || state == SliceState::ending; }
};

struct JobProgress {
  Phase phase = Phase::none;
  bool is_committing = false;
  double seconds = 0;   ///< since the phase began
  SliceProgress whole;  ///< prepare and synthesis
  std::vector<SliceProgress> slices;
};

/// The board of a process, mapped to be read.
class BoardView {
 public:
  /// nullopt when `pid` has none (yet), or none of this layout.
  static std::optional<BoardView> find(pid_t pid);
  JobProgress read() const;

 private:
  explicit BoardView(SharedMemory memory) : memory_(std::move(memory)) {}
  SharedMemory memory_;
};

}  // namespace accel
