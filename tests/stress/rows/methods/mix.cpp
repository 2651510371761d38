// SPDX-License-Identifier: Apache-2.0
// mix: two columns of two kinds become two others.
#include <accel/method.h>

struct Mix : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::json("shape"), accel::float64("share"));

  void analysis(int slice) {
    auto rows = source.rows(slice, accel::text("body"), accel::maybe(accel::int32("digit")));
    out.map(rows, [](std::string_view body, std::optional<std::int32_t> digit) {
      std::optional<double> share;
      if (digit) share = *digit / static_cast<double>(body.size());
      return std::pair(accel::Size{static_cast<int>(body.size()), digit.value_or(0) + 1}, share);
    });
  }
};
ACCEL_METHOD(Mix)
