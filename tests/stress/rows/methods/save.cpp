// SPDX-License-Identifier: Apache-2.0
// save: one or two files for each row, saved in the function of the map. A text with "!" is a bad
// row that has saved its files.
#include <accel/method.h>

struct Save : accel::CagedMethod {
  bool by_text = option("by_text", false, "name the files by their texts, which may be equal");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("saved_as"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename"), accel::bytes("raw")),
            [&](std::string_view name, accel::Bytes raw) {
              const std::string_view text = raw.text().substr(0, raw.text().find('\n'));
              const std::string path = "texts/" + std::string(by_text ? text : name);
              accel::save_file(path, raw);
              if (text.size() % 2 == 1) accel::save_file("odd/" + path, accel::Bytes(name));
              if (text.find('!') != text.npos) throw accel::Error("the text is loud");
              return path;
            });
  }
};
ACCEL_METHOD(Save)
