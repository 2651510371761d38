// SPDX-License-Identifier: Apache-2.0
// Memory that the processes of one job share while it runs: which phase it is in, and how far each
// slice is. It outlives a process that crashes, so that the message can say where. Other processes
// find it by the process that made it (run/job_progress.h), without the help of the job.
#pragma once

#include "base/cut_file.h"
#include "base/shared_memory.h"
#include "dataset/loop_mark.h"
#include "method/context.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>

namespace accel {

enum class SliceState : std::int32_t { waiting, running, ending, done, kept };

/// Nanoseconds of a clock that all processes share.
inline std::int64_t board_clock() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

/// The memory of a board: the head, then for the job itself (prepare and synthesis) and for each
/// slice a BoardSlice, then for each a CutFileText. It has no version: reader and writer
/// compare the magic.
struct BoardHead {
  char magic[16] = "accel board 2";
  std::atomic<Phase> phase{Phase::none};
  std::atomic<std::int32_t> is_committing{0};
  std::atomic<std::int64_t> since{0};  ///< when the phase, or the commit, began
};
/// In a cache line of its own, as each row of a worker is stored there.
struct alignas(64) BoardSlice {
  LoopMark tally;
  std::atomic<SliceState> state{SliceState::waiting};
  std::atomic<std::int32_t> pid{0};
  std::atomic<std::int64_t> since{0};  ///< when its worker was started
};

class Board {
 public:
  static constexpr const char* kName = "accel board";

  explicit Board(int slices);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  Phase phase() const { return head_->phase; }
  void begin(Phase phase);
  void begin_commit();
  /// How far a slice is. Slice -1: prepare and synthesis.
  BoardSlice& slice(int slice) const { return slices_[slice + 1]; }
  /// The row that is worked on; -1 before the first.
  std::int64_t* row(int slice) const { return &slices_[slice + 1].tally.row; }
  /// The message of a process that ends because a file that it had mapped was cut.
  CutFileText& cut_file(int slice) { return cut_files_[slice + 1]; }
  /// Empty if there is no message. Any process may have written the text, which need not be
  /// terminated.
  std::string cut_message(int slice) const {
    const CutFileText& text = cut_files_[slice + 1];
    return {text, ::strnlen(text, sizeof text - 1)};
  }

  static constexpr std::size_t kSizeOfHead = alignof(BoardSlice);
  static constexpr std::size_t kSizeOfSlice = sizeof(BoardSlice) + sizeof(CutFileText);

 private:
  SharedMemory memory_;
  BoardHead* head_;
  BoardSlice* slices_;      ///< after it
  CutFileText* cut_files_;  ///< after those
};
static_assert(sizeof(BoardHead) <= Board::kSizeOfHead);

}  // namespace accel
