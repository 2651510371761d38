// SPDX-License-Identifier: Apache-2.0
// accel build columns.cpp -- rows COUNT, or: numbers COUNT ROUND
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const bool numbers = urd.args().at(0) == "numbers";
  const std::int64_t count = std::stoll(urd.args().at(1));
  if (numbers) {
    auto written = urd.build("write_numbers", {{"rows", count}});
    urd.build("sum_numbers", {{"source", written}, {"round", std::stoi(urd.args().at(2))}});
  } else {
    auto written = urd.build("write_rows", {{"rows", count}});
    urd.build("read_rows", {{"source", written}});
  }
}
