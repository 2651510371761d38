// SPDX-License-Identifier: Apache-2.0
#include "image/header.h"

#include "image/backend.h"
#include "image/bmp.h"
#include "image/gif_header.h"
#include "image/limits.h"
#include "image/numbers.h"
#include "image/tiff_header.h"

#include <algorithm>

namespace accel {
namespace {

Size stored_size(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg: return jpeg_size(encoded);
    case Kind::png: return png_size(encoded);
    case Kind::gif: return gif_size(encoded);
    case Kind::webp: return webp_size(encoded);
    case Kind::bmp: return bmp_size(encoded);
    case Kind::tiff: return tiff_size(encoded);
    default: return backend().read_size(encoded, kind);
  }
}

bool has_end(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg: return jpeg_has_end(encoded);
    case Kind::png: return png_has_end(encoded);
    case Kind::webp: return webp_has_end(encoded);
    default: return true;
  }
}

}  // namespace

Picture read_header(Bytes encoded) {
  const Kind kind = kind_of(encoded);
  check_allowed(kind);
  const Size size = stored_size(encoded, kind);
  if (size.width >= 1 && size.height >= 1) {
    // GIF and BMP have no orientation; libheif turns HEIF and AVIF as it decodes.
    return {encoded, kind, size, tiff_orientation(stored_exif(encoded, kind))};
  }
  throw_damaged(kind, "a side of " + std::to_string(std::min(size.width, size.height)) + " pixels");
}

Bytes stored_exif(Bytes encoded, Kind kind) {
  switch (kind) {
    case Kind::jpeg: return without_exif_mark(jpeg_exif(encoded));
    case Kind::png: return without_exif_mark(png_exif(encoded));
    case Kind::webp: return without_exif_mark(webp_exif(encoded));
    case Kind::tiff: return encoded;
    default: return {};
  }
}

Bytes without_exif_mark(Bytes exif) {
  constexpr std::string_view mark("Exif\0\0", 6);
  return exif.text().starts_with(mark) ? part(exif, mark.size(), exif.size()) : exif;
}

void check_end(const Picture& picture) {
  if (picture.kind == Kind::gif) check_gif_pixels(picture.encoded);
  if (has_end(picture.encoded, picture.kind)) return;
  throw Error("truncated " + std::string(kind_name(picture.kind)) +
              ": no end of the picture in its " + std::to_string(picture.encoded.size()) +
              " bytes");
}

}  // namespace accel
