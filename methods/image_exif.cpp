// SPDX-License-Identifier: Apache-2.0
// image_exif: when, how and where each picture was taken, by its EXIF, as new columns.
// accel::Exif in <accel/image.h> says what they are.
#include <accel/image.h>
#include <accel/method.h>

struct ImageExif : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(
      source, accel::datetime("taken_at"), accel::int32("utc_offset"), accel::text("camera"),
      accel::text("lens"), accel::float64("exposure"), accel::float64("f_number"),
      accel::int32("iso"), accel::float64("focal_length"), accel::int32("orientation"),
      accel::float64("latitude"), accel::float64("longitude"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [](accel::Bytes image) {
      const accel::Exif exif = accel::exif(image);
      return std::tuple(exif.taken_at, exif.utc_offset, exif.camera, exif.lens, exif.exposure,
                        exif.f_number, exif.iso, exif.focal_length, exif.orientation, exif.latitude,
                        exif.longitude);
    });
  }
};
ACCEL_METHOD(ImageExif)
