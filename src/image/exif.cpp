// SPDX-License-Identifier: Apache-2.0
// Finds the EXIF of a picture of any kind.
#include "image/backend.h"
#include "image/exif_reader.h"
#include "image/header.h"
#include "image/tiff_header.h"

namespace accel {

Exif exif(Bytes encoded) {
  const Kind kind = read_header(encoded).kind;
  if (kind == Kind::gif || kind == Kind::bmp) return {};
  if (kind < Kind::heif) {
    const Bytes stored = stored_exif(encoded, kind);
    if (stored.empty()) return {};
    Exif made = read_exif(stored);
    const int turned = tiff_orientation(stored);  // as the pixels will be
    if (made.orientation || turned != 1) made.orientation = turned;
    return made;
  }
  const Buffer read = backend().read_exif(encoded, kind);
  return read.size() == 0 ? Exif() : read_exif(without_exif_mark(read));
}

}  // namespace accel
