// SPDX-License-Identifier: Apache-2.0
// take: a row for each text file. "bad ..." throws; "half ..." is bad and keeps some values.
#include <accel/method.h>

#include <cctype>

struct Take : accel::Method {
  accel::Files files = input_files("files", "the texts", "base");
  bool of_all = option("of_all", false, "divide by the number of texts");
  accel::Writer out =
      writer(accel::text("filename"), accel::text("body"), accel::int64("size"),
             accel::int32("digit"), accel::bytes("raw"), accel::tensor<double>("pair", {2, 1}));

  void analysis(int slice) {
    const double divisor = of_all ? static_cast<double>(files.size()) : 3.0;
    out.map(files.slice(slice), [&](const accel::File& file) {
      const std::string_view text = file.read().text();
      const std::string body(text.substr(0, text.find('\n')));
      if (body.starts_with("bad")) throw accel::Error("the text is bad: " + body);
      std::optional<std::int64_t> size = static_cast<std::int64_t>(body.size());
      if (body.starts_with("half")) {
        accel::bad_row("half of a row: " + body);
        size.reset();
      }
      std::optional<int> digit;
      if (std::isdigit(static_cast<unsigned char>(body.back()))) digit = body.back() - '0';
      const std::vector<double> pair{static_cast<double>(body.size()),
                                     digit.value_or(-1) / divisor};
      return std::tuple(file.name(), body, size, digit, file.read(), pair);
    });
  }
};
ACCEL_METHOD(Take)
