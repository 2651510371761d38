// SPDX-License-Identifier: Apache-2.0
// thumbnailer: each picture, scaled down to fit inside `size`, as a new column.
#include <accel/image.h>
#include <accel/method.h>

struct Thumbnailer : accel::CagedMethod {
  accel::Size size = option("size", accel::Size{100, 100}, "box to fit inside, in pixels");
  accel::Format format = option("format", accel::Format::bmp, "codec of the new column");
  int quality = option("quality", 85, "1 to 100, of jpeg and webp");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("thumb"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [&](accel::Bytes image) {
      return accel::Image(image).thumbnail(size).encode(format, {quality});
    });
  }
};
ACCEL_METHOD(Thumbnailer)
