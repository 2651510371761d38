// SPDX-License-Identifier: Apache-2.0
// decode: all pixels of each picture; kept is how many there are.
#include <accel/method.h>
#include <accel/pixels.h>

struct Decode : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("pixels"));

  static std::int64_t count(accel::Bytes image) {
    const accel::Pixels pixels = accel::Image(image).pixels();
    return std::int64_t{pixels.width()} * pixels.height();
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), count); }
};
ACCEL_METHOD(Decode)
