// SPDX-License-Identifier: Apache-2.0
// shout: a column of text in capitals. A text with "!" in it is a bad row.
#include <accel/method.h>

#include <cctype>

struct Shout : accel::CagedMethod {
  std::string from = option("from", "body");
  std::string to = option("to", "loud");
  std::string mark = option("mark", "~", "ends each text");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text(to));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text(from)), [&](std::string_view text) {
      if (text.find('!') != text.npos) throw accel::Error("loud already: " + std::string(text));
      std::string loud(text);
      for (char& letter : loud) {
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      }
      return loud + mark;
    });
  }
};
ACCEL_METHOD(Shout)
