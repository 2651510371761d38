// SPDX-License-Identifier: Apache-2.0
// accel build near.cpp -- COUNT WITHIN
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const std::int64_t count = std::stoll(urd.args().at(0));
  auto hashes = urd.build("write_hashes", {{"rows", count}});
  urd.build("near_duplicates", {{"source", hashes}, {"within", std::stoi(urd.args().at(1))}});
}
