// SPDX-License-Identifier: Apache-2.0
// accel build columns.cpp -- rows COUNT, or: numbers COUNT ROUND, or: tensors COUNT ROUND
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const std::string kind = urd.args().at(0);
  auto written = urd.build("write_" + kind, {{"rows", std::stoll(urd.args().at(1))}});
  if (kind == "rows") {
    urd.build("read_rows", {{"source", written}});
  } else {
    urd.build("sum_" + kind, {{"source", written}, {"round", std::stoi(urd.args().at(2))}});
  }
}
