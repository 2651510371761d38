// SPDX-License-Identifier: Apache-2.0
// What the processes of one job share while it runs: which phase it is in, and at which row each
// slice is. It outlives a process that crashes, so that the message can say where.
#pragma once

#include "base/cut_file.h"
#include "method/context.h"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>

namespace accel {

class Board {
 public:
  explicit Board(int slices);
  Board(const Board&) = delete;
  Board& operator=(const Board&) = delete;
  ~Board();

  std::atomic<Phase>& phase() { return memory_->phase; }
  /// The row that is worked on; -1 before the first. Slice -1: prepare and synthesis.
  std::int64_t* row(int slice) { return &memory_->rows[slice + 1]; }
  /// What a process says that ends because a file was cut which it had mapped.
  CutFileText& cut_file(int slice) { return cut_files_[slice + 1]; }
  /// Empty when it said nothing. The text may be written by anybody, and need not end.
  std::string cut_message(int slice) const {
    const CutFileText& text = cut_files_[slice + 1];
    return {text, ::strnlen(text, sizeof text - 1)};
  }

 private:
  struct Memory {
    std::atomic<Phase> phase;
    std::int64_t rows[1];  // slices + 1
  };
  Memory* memory_;
  CutFileText* cut_files_;  ///< behind it
  std::size_t size_;
};

}  // namespace accel
