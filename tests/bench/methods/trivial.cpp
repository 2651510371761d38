// SPDX-License-Identifier: Apache-2.0
// trivial: returns its option. What a job of it costs is what any job costs.
#include <accel/method.h>

struct Trivial : accel::Method {
  int number = option("number", 0);

  int synthesis() { return number; }
};
ACCEL_METHOD(Trivial)
