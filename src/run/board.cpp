// SPDX-License-Identifier: Apache-2.0
#include "run/board.h"

#include "base/file.h"

#include <sys/mman.h>

#include <new>

namespace accel {

Board::Board(int slices)
    : size_(sizeof(Memory) + static_cast<std::size_t>(slices) * sizeof(std::int64_t)) {
  void* memory = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw SystemError("get memory for", "the job's status", errno);
  memory_ = ::new (memory) Memory{};
  for (int slice = -1; slice < slices; ++slice) *row(slice) = -1;
}

Board::~Board() { ::munmap(memory_, size_); }

}  // namespace accel
