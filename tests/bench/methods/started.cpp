// SPDX-License-Identifier: Apache-2.0
// started: the time at which it ran, in ns since 1970.
#include <accel/method.h>

#include <chrono>

struct Started : accel::Method {
  std::int64_t edit = option("edit", 0);

  std::int64_t synthesis() {
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  }
};
ACCEL_METHOD(Started)
