// SPDX-License-Identifier: Apache-2.0
#include "doubling.h"

#include <unistd.h>

#include <cstdlib>

namespace {

struct ForkedDoubling : accel::faults::Doubling {
  std::int64_t analysis(int slice, std::int64_t factor) {
    if (slice == 0 && std::getenv("ACCEL_TEST_LEAVES_PROCESS") != nullptr && ::fork() == 0) {
      for (;;) ::pause();  // it dies with nobody: it has to be ended
    }
    return Doubling::analysis(slice, factor);
  }
};

}  // namespace

ACCEL_METHOD(ForkedDoubling)
