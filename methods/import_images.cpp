// SPDX-License-Identifier: Apache-2.0
// import_images: picture files as a dataset, one a row: the file as it is, its size, its name. A
// file that is not a picture keeps only its name.
#include <accel/image.h>
#include <accel/method.h>

struct ImportImages : accel::CagedMethod {
  accel::Files files = input_files("files", "the pictures", "base");
  accel::Writer out = writer(accel::bytes("image"), accel::json("shape"), accel::text("filename"));

  using Row = std::tuple<std::optional<accel::Bytes>, std::optional<accel::Size>, std::string>;

  static Row row_of(const accel::File& file) {
    try {
      const accel::Bytes image = file.read();
      return {image, accel::Image(image).size(), file.name()};
    } catch (const std::exception& error) {
      accel::bad_row(error);
      return {std::nullopt, std::nullopt, file.name()};
    }
  }

  void analysis(int slice) { out.map(files.slice(slice), row_of); }
};
ACCEL_METHOD(ImportImages)
