// SPDX-License-Identifier: Apache-2.0
#include "image/header.h"

#include "image/backend.h"
#include "image/bmp.h"
#include "image/numbers.h"

#include <algorithm>

namespace accel {
namespace {

Size stored_size(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg:
      return jpeg_size(encoded);
    case Kind::png:
      return png_size(encoded);
    case Kind::gif:
      return gif_size(encoded);
    case Kind::webp:
      return webp_size(encoded);
    case Kind::bmp:
      return bmp_size(encoded);
    default:
      return backend().read_header(encoded, kind).size;
  }
}

bool has_end(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg:
      return jpeg_has_end(encoded);
    case Kind::png:
      return png_has_end(encoded);
    case Kind::webp:
      return webp_has_end(encoded);
    default:
      return true;
  }
}

}  // namespace

Size read_size(Bytes encoded, Kind kind) {
  const Size size = stored_size(encoded, kind);
  if (size.width >= 1 && size.height >= 1) return size;
  throw_damaged(kind, "a side of " + std::to_string(std::min(size.width, size.height)) + " pixels");
}

int read_orientation(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg:
      return jpeg_orientation(encoded);
    case Kind::png:
      return png_orientation(encoded);
    case Kind::webp:
      return webp_orientation(encoded);
    case Kind::tiff:
      return backend().read_header(encoded, kind).orientation;
    default:
      return 1;  // GIF and BMP have none; libheif turns HEIF and AVIF as it decodes
  }
}

void check_end(Bytes encoded, Kind kind) {
  if (has_end(encoded, kind)) return;
  throw Error("truncated " + std::string(kind_name(kind)) + ": no end of the picture in its " +
              std::to_string(encoded.size()) + " bytes");
}

Size gif_size(Bytes encoded) {
  const HeaderReader reader(encoded, Kind::gif, Order::little);
  return {static_cast<int>(reader.number(6, 2)), static_cast<int>(reader.number(8, 2))};
}

}  // namespace accel
