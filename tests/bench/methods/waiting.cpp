// SPDX-License-Identifier: Apache-2.0
// waiting: waits, and returns for how many seconds. The number makes different jobs of equal waits.
#include <accel/method.h>

#include <unistd.h>

struct Waiting : accel::Method {
  double seconds = option("seconds", 1.0);
  int number = option("number", 0);

  double synthesis() {
    ::usleep(static_cast<useconds_t>(seconds * 1e6));
    return seconds;
  }
};
ACCEL_METHOD(Waiting)
