// SPDX-License-Identifier: Apache-2.0
// accel build waiting_jobs.cpp -- SECONDS...: a job for each number, which waits for that long.
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  int number = 0;
  for (const std::string& seconds : urd.args()) {
    urd.build("waiting", {{"seconds", std::stod(seconds)}, {"number", number++}});
  }
}
