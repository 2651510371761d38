// SPDX-License-Identifier: Apache-2.0
// thumbs: a JPEG thumbnail of each picture file, with the same name, in the job directory.
#include <accel/image.h>
#include <accel/method.h>

struct Thumbs : accel::Method {
  accel::Files files = input_files("files", "the pictures");
  accel::Size size = option("size", accel::Size{100, 100}, "box to fit inside, in pixels");

  void analysis(int slice) {
    for (const accel::File& file : files.slice(slice)) {
      const accel::Image image(file.read());
      const bool is_jpeg = image.extension() == "jpg";
      accel::save_file(is_jpeg ? file.name() : file.name() + ".jpg",
                       image.thumbnail(size).encode(accel::Format::jpeg));
    }
  }
};
ACCEL_METHOD(Thumbs)
