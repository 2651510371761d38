// SPDX-License-Identifier: Apache-2.0
// accel build many_jobs.cpp -- FIRST COUNT: that many jobs of a trivial method.
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const int first = std::stoi(urd.args().at(0));
  const int count = std::stoi(urd.args().at(1));
  for (int i = 0; i < count; ++i) urd.build("trivial", {{"number", first + i}});
}
