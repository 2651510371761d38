// SPDX-License-Identifier: Apache-2.0
#include "run/board.h"

#include "base/check.h"

#include <new>

namespace accel {

Board::Board(std::size_t shares)
    : most_(shares), memory_(kName, kSizeOfHead + (shares + 1) * kSizeOfSlice) {
  char* data = static_cast<char*>(memory_.data());
  slices_ = reinterpret_cast<BoardSlice*>(data + kSizeOfHead);
  for (std::size_t i = 0; i <= shares; ++i) ::new (slices_ + i) BoardSlice;
  cut_files_ = reinterpret_cast<CutFileText*>(slices_ + shares + 1);
  head_ = ::new (data) BoardHead;
  head_->since = board_clock();
}

void Board::begin(Phase phase) {
  head_->phase = phase;
  head_->since = board_clock();
}

void Board::show(const std::vector<Share>& shares) {
  ACCEL_CHECK(shares.size() <= most_);
  entries_.clear();
  for (std::size_t i = 1; i <= most_; ++i) {
    ::new (slices_ + i) BoardSlice;
    if (i > shares.size()) continue;
    slices_[i].share = shares[i - 1].number;
    slices_[i].slice = shares[i - 1].slice;
    entries_.emplace(shares[i - 1], i);
  }
}

void Board::begin_commit() {
  head_->is_committing = 1;
  head_->since = board_clock();
}

}  // namespace accel
