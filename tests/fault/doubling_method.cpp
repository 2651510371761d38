// SPDX-License-Identifier: Apache-2.0
#include "doubling.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace {

/// Doubling, and what the environment asks the first slice to do.
struct ForkedDoubling : accel::faults::Doubling {
  std::int64_t analysis(int slice, std::int64_t factor) {
    if (slice == 0 && ::getenv("ACCEL_TEST_LEAVES_PROCESS") != nullptr && ::fork() == 0) stay();
    const char* victim = ::getenv("ACCEL_TEST_KILLS");
    if (slice == 0 && victim != nullptr) {
      ::kill(static_cast<pid_t>(std::atol(victim)), SIGKILL);
      stay();
    }
    return Doubling::analysis(slice, factor);
  }

  /// Does not end by itself.
  [[noreturn]] static void stay() {
    for (;;) ::pause();
  }
};

}  // namespace

ACCEL_METHOD(ForkedDoubling)
