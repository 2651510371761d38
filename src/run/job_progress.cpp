// SPDX-License-Identifier: Apache-2.0
#include "run/job_progress.h"

#include <accel/cursor.h>

#include <algorithm>
#include <utility>

namespace accel {
namespace {

/// Rows, bytes: kMostSlices of them can be added.
constexpr std::int64_t kMost = std::int64_t{1} << 42;

std::int64_t load(const std::int64_t& number) {
  return std::clamp(__atomic_load_n(&number, __ATOMIC_RELAXED), -kMost, kMost);
}

int number_of(const std::atomic<std::int32_t>& number, int least) {
  return std::clamp(number.load(std::memory_order_relaxed), least, kMostSlices);
}

double seconds_since(std::int64_t since, std::int64_t now) {
  if (since <= 0 || since > now) return 0;
  return static_cast<double>(now - since) / 1e9;
}

SliceState known_state(SliceState state) {
  const bool is_known = state >= SliceState::waiting && state <= SliceState::kept;
  return is_known ? state : SliceState::waiting;
}

SliceProgress read_slice(const BoardSlice& board, std::int64_t now) {
  SliceProgress slice;
  slice.share = {number_of(board.slice, -1), number_of(board.share, 0)};
  slice.state = known_state(board.state.load(std::memory_order_relaxed));
  slice.rows = std::max<std::int64_t>(load(board.tally.rows), -1);
  slice.bytes = std::max<std::int64_t>(load(board.tally.bytes), 0);
  slice.pid = std::max(board.pid.load(std::memory_order_relaxed), 0);
  slice.seconds = seconds_since(board.since.load(std::memory_order_relaxed), now);
  const std::int64_t row = load(board.tally.row);
  slice.done = row >= 0 ? row : detail::rows_done(row);  // which is its own inverse
  slice.done =
      std::max<std::int64_t>(slice.done - std::max<std::int64_t>(load(board.tally.kept), 0), 0);
  if (row >= 0) slice.row = row;
  const bool is_whole = slice.is_over() || slice.state == SliceState::ending;
  if (slice.rows >= 0) slice.done = is_whole ? slice.rows : std::min(slice.done, slice.rows);
  return slice;
}

Phase known_phase(Phase phase) {
  return phase >= Phase::none && phase <= Phase::synthesis ? phase : Phase::none;
}

}  // namespace

std::optional<BoardView> BoardView::find(pid_t pid) {
  auto memory = SharedMemory::find(pid, Board::kName);
  if (!memory) return std::nullopt;
  const std::size_t size = memory->size();
  const std::size_t slices = (size - std::min(size, Board::kSizeOfHead)) / Board::kSizeOfSlice;
  const bool is_board =
      slices >= 1 && std::cmp_less_equal(slices, 2 * kMostSlices) &&
      size == Board::kSizeOfHead + slices * Board::kSizeOfSlice &&
      std::memcmp(memory->data(), BoardHead{}.magic, sizeof BoardHead::magic) == 0;
  if (!is_board) return std::nullopt;
  return BoardView(std::move(*memory));
}

JobProgress BoardView::read() const {
  const auto& head = *static_cast<const BoardHead*>(memory_.data());
  const std::int64_t now = board_clock();
  JobProgress progress;
  progress.phase = known_phase(head.phase.load(std::memory_order_relaxed));
  progress.is_committing = head.is_committing.load(std::memory_order_relaxed) != 0;
  progress.seconds = seconds_since(head.since.load(std::memory_order_relaxed), now);
  const auto* slices = reinterpret_cast<const BoardSlice*>(
      static_cast<const char*>(memory_.data()) + Board::kSizeOfHead);
  const std::size_t count = (memory_.size() - Board::kSizeOfHead) / Board::kSizeOfSlice;
  progress.whole = read_slice(slices[0], now);
  for (std::size_t i = 1; i < count; ++i) {
    SliceProgress slice = read_slice(slices[i], now);
    if (slice.share.slice >= 0) progress.slices.push_back(slice);
  }
  return progress;
}

}  // namespace accel
