// SPDX-License-Identifier: Apache-2.0
// near: how many rows of a table have the digit of a row, plus a number from a file. The map
// depends on its row, on what a loop before it read, and on the file.
#include <accel/method.h>

#include <string>

struct Near : accel::Method {
  accel::Files weight = input_files("weight", "a file with a number");
  accel::Dataset source = dataset("source"), table = dataset("table", {.whole = true});
  accel::Writer out = append_to(source, accel::int64("near"));

  void analysis(int slice) {
    std::map<std::int32_t, std::int64_t> counts;
    for (auto digit : table.rows(accel::maybe(accel::int32("digit")))) ++counts[digit.value_or(-1)];
    std::int64_t more = 0;
    for (const accel::File& file : weight.all()) more = std::stoi(std::string(file.read().text()));
    out.map(source.rows(slice, accel::int32("digit")), [&](std::int32_t digit) {
      const auto found = counts.find(digit);
      return more + (found == counts.end() ? 0 : found->second);
    });
  }
};
ACCEL_METHOD(Near)
