// SPDX-License-Identifier: Apache-2.0
// Whether the kernel has killed processes for lack of memory since this was made: it kills with
// SIGKILL, and the process's parent learns nothing else.
#pragma once

#include <cstdint>
#include <string>

namespace accel {

/// `what`, and a line on what to do if memory has run out.
std::string with_memory_hint(std::string what);

class MemoryWatch {
 public:
  MemoryWatch();
  bool has_run_out() const;

 private:
  std::uint64_t before_;
};

}  // namespace accel
