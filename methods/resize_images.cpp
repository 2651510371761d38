// SPDX-License-Identifier: Apache-2.0
// resize_images: each picture in exactly `size`, as a new column `resized`: for training, say.
#include <accel/image.h>
#include <accel/method.h>

struct ResizeImages : accel::CagedMethod {
  accel::Size size = option("size", accel::Size{224, 224}, "in pixels");
  accel::Fit fit = option("fit", accel::Fit::cover, "what to do about other proportions");
  accel::Format format = option("format", accel::Format::jpeg, "codec of the new column");
  int quality = option("quality", 90, "1 to 100, of jpeg and webp");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("resized"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [&](accel::Bytes image) {
      return accel::Image(image).resize(size, fit).encode(format, {quality});
    });
  }
};
ACCEL_METHOD(ResizeImages)
