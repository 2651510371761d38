// SPDX-License-Identifier: Apache-2.0
// import_images: picture files as a dataset, one a row: the file as it is, its size, its name.
#include <accel/image.h>
#include <accel/method.h>

struct ImportImages : accel::CagedMethod {
  accel::Files files = input_files("files", "the pictures", "base");
  accel::Writer out =
      writer(accel::bytes("image"), accel::json("shape"), accel::text("filename"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      accel::Bytes image = file.read();
      return std::tuple(image, accel::Image(image).size(), file.name());
    });
  }
};
ACCEL_METHOD(ImportImages)
