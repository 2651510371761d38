// SPDX-License-Identifier: Apache-2.0
// Memory that the processes of one job share while it runs: which phase it is in, and how far each
// share of its slices is. It outlives a process that crashes, so that the message can say where
// that was. Other processes find it by the id of the process that made it (run/job_progress.h); the
// job need not help.
#pragma once

#include "base/cut_file.h"
#include "base/shared_memory.h"
#include "dataset/loop_mark.h"
#include "dataset/share.h"
#include "method/context.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace accel {

enum class SliceState : std::int32_t { waiting, running, ending, done, kept };

/// Nanoseconds of a clock that all processes share.
inline std::int64_t board_clock() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

/// The memory of a board: the head, then for the job itself (prepare and synthesis) and for each
/// share a BoardSlice, then for each a CutFileText. It has no version: reader and writer
/// compare the magic.
struct BoardHead {
  char magic[16] = "accel board 3";
  std::atomic<Phase> phase{Phase::none};
  std::atomic<std::int32_t> is_committing{0};
  std::atomic<std::int64_t> since{0};  ///< when the phase, or the commit, began
};
/// In a cache line of its own, because a worker writes to it at each row.
struct alignas(64) BoardSlice {
  LoopMark tally;
  std::atomic<SliceState> state{SliceState::waiting};
  std::atomic<std::int32_t> pid{0};
  std::atomic<std::int64_t> since{0};   ///< when its worker was started
  std::atomic<std::int32_t> slice{-1};  ///< -1: the entry is not in use
  std::atomic<std::int32_t> share{0};
};

class Board {
 public:
  static constexpr const char* kName = "accel board";

  /// Has room for that many shares.
  explicit Board(std::size_t shares);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;

  Phase phase() const { return head_->phase; }
  void begin(Phase phase);
  void begin_commit();
  /// Gives an entry to each of these shares, and to no others. Call it before the first share runs.
  void show(const std::vector<Share>& shares);
  /// How far prepare or synthesis is.
  BoardSlice& whole() const { return slices_[0]; }
  /// How far a share is; show() must have given it an entry.
  BoardSlice& slice(const Share& share) const { return slices_[entry(share)]; }
  /// The message of a process that ends because a file that it had mapped was cut.
  CutFileText& cut_file() { return cut_files_[0]; }
  CutFileText& cut_file(const Share& share) { return cut_files_[entry(share)]; }
  /// Empty if there is no message. Any process may have written the text, which need not be
  /// terminated.
  std::string cut_message() const { return text_of(cut_files_[0]); }
  std::string cut_message(const Share& share) const { return text_of(cut_files_[entry(share)]); }

  static constexpr std::size_t kSizeOfHead = alignof(BoardSlice);
  static constexpr std::size_t kSizeOfSlice = sizeof(BoardSlice) + sizeof(CutFileText);

 private:
  std::size_t entry(const Share& share) const { return entries_.at(share); }
  static std::string text_of(const CutFileText& text) {
    return {text, ::strnlen(text, sizeof text - 1)};
  }

  std::size_t most_;
  SharedMemory memory_;
  BoardHead* head_;
  BoardSlice* slices_;      ///< after the head
  CutFileText* cut_files_;  ///< after the slices
  std::map<Share, std::size_t> entries_;
};
static_assert(sizeof(BoardHead) <= Board::kSizeOfHead);

}  // namespace accel
