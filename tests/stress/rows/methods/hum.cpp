// SPDX-License-Identifier: Apache-2.0
// hum: the lengths of texts and their digits, some at a time. A text with "!" in it is a bad row.
#include <accel/method.h>

struct Hum : accel::CagedMethod {
  using Text = std::tuple<std::string_view, std::optional<std::int32_t>>;
  std::int64_t most = option("most", 3);
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("length"), accel::int64("rest"));

  void analysis(int slice) {
    auto rows = source.rows(slice, accel::text("body"), accel::maybe(accel::int32("digit")));
    out.map_batches(rows, most, [](std::span<const Text> texts) {
      std::vector<std::pair<std::int64_t, std::optional<std::int32_t>>> lengths;
      for (const auto& [body, digit] : texts) {
        if (body.find('!') != body.npos) accel::bad_row("too loud");
        if (body.ends_with("x")) throw accel::Error("ends like that");
        lengths.emplace_back(body.size(), digit);
      }
      return lengths;
    });
  }
};
ACCEL_METHOD(Hum)
