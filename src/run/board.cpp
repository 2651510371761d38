// SPDX-License-Identifier: Apache-2.0
#include "run/board.h"

#include <new>

namespace accel {

Board::Board(int slices)
    : memory_(kName, kSizeOfHead + (static_cast<std::size_t>(slices) + 1) * kSizeOfSlice) {
  char* data = static_cast<char*>(memory_.data());
  slices_ = reinterpret_cast<BoardSlice*>(data + kSizeOfHead);
  for (int i = 0; i <= slices; ++i) ::new (slices_ + i) BoardSlice;
  cut_files_ = reinterpret_cast<CutFileText*>(slices_ + slices + 1);
  head_ = ::new (data) BoardHead;
  head_->since = board_clock();
}

void Board::begin(Phase phase) {
  head_->phase = phase;
  head_->since = board_clock();
}

void Board::begin_commit() {
  head_->is_committing = 1;
  head_->since = board_clock();
}

}  // namespace accel
