// SPDX-License-Identifier: Apache-2.0
// Loads the three modules, which are in the folder of the image library.
#include "base/module.h"
#include "image/backend.h"
#include "image/exif_reader.h"
#include "image/planar_backend.h"

namespace accel {

Backend& backend() {
  static Backend& loaded = *Module::beside(&backend, "libaccel_vips.so")
                                .function<decltype(accel_image_backend)>("accel_image_backend")();
  return loaded;
}

PlanarBackend& planar_backend() {
  static const auto& make =
      Module::beside(&planar_backend, "libaccel_planar.so")
          .function<decltype(accel_image_planar_backend)>("accel_image_planar_backend");
  return *make();
}

Exif read_exif(Bytes exif) {
  static const auto& read = Module::beside(&read_exif, "libaccel_exif.so")
                                .function<decltype(accel_image_read_exif)>("accel_image_read_exif");
  Exif made;
  read(exif, made);
  return made;
}

}  // namespace accel
