// SPDX-License-Identifier: Apache-2.0
// save: a file for each row, written in the function of the map.
#include <accel/method.h>

struct Save : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("saved_as"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename"), accel::bytes("raw")),
            [](std::string_view name, accel::Bytes raw) {
              const std::string path = "texts/" + std::string(name);
              accel::save_file(path, raw);
              return path;
            });
  }
};
ACCEL_METHOD(Save)
