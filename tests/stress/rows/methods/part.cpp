// SPDX-License-Identifier: Apache-2.0
// part: reads a part of its source, in one phase or in several.
#include <accel/method.h>

enum class What { digits, sizes, louds, borders, list };
ACCEL_ENUM(What, digits, sizes, louds, borders, list)

struct Part : accel::Method {
  What what = required<What>("what");
  accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::int64("number"));

  std::int64_t prepare() {
    std::int64_t sum = 0;
    if (what == What::sizes) {
      for (auto size : source.rows(accel::maybe(accel::int64("size")))) sum += size.value_or(0);
    }
    return sum;
  }

  void analysis(int slice, const std::int64_t& sum) {
    if (what == What::louds) return;
    if (what == What::borders) out.write(source.row_count(slice));
    if (what == What::list) out.write(static_cast<std::int64_t>(source.columns().size()));
    if (what != What::digits && what != What::sizes) return;
    out.map(source.rows(slice, accel::maybe(accel::int32("digit"))),
            [&](std::optional<std::int32_t> digit) { return sum + digit.value_or(-1); });
  }

  std::string synthesis() {
    std::string text;
    if (what != What::louds) return text;
    for (auto loud : source.rows(accel::maybe(accel::text("loud")))) text += loud.value_or("-");
    return text;
  }
};
ACCEL_METHOD(Part)
