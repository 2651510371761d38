// SPDX-License-Identifier: Apache-2.0
// Which kind of picture some bytes are, judged by the first bytes alone. The rest of the file is
// not read, so a picture of a known kind may still be damaged.
#pragma once

#include <accel/types.h>

#include <optional>
#include <string_view>

namespace accel {

/// From `svg` on: read only if accel.toml allows it.
enum class Kind { jpeg, png, gif, webp, bmp, tiff, heif, avif, svg, jp2k, jxl, ppm, pdf, rad };

constexpr bool is_always_read(Kind kind) { return kind < Kind::svg; }

/// The kind that `encoded` begins with, or nothing.
std::optional<Kind> find_kind(Bytes encoded);

/// Likewise; throws Error when it is not a picture.
Kind kind_of(Bytes encoded);

/// The usual file name extension, without a dot.
constexpr std::string_view kind_extension(Kind kind) {
  constexpr std::string_view extensions[] = {"jpg",  "png", "gif", "webp", "bmp", "tiff", "heic",
                                             "avif", "svg", "jp2", "jxl",  "ppm", "pdf",  "hdr"};
  return extensions[static_cast<int>(kind)];
}

/// The name that messages use.
constexpr std::string_view kind_name(Kind kind) {
  constexpr std::string_view names[] = {"JPEG",    "PNG",  "GIF",  "WebP",    "BMP",
                                        "TIFF",    "HEIF", "AVIF", "SVG",     "JPEG 2000",
                                        "JPEG XL", "PPM",  "PDF",  "Radiance"};
  return names[static_cast<int>(kind)];
}

/// The name of libvips's loader, which accel.toml uses too. Not for jpeg and bmp.
constexpr std::string_view kind_loader(Kind kind) {
  constexpr std::string_view loaders[] = {"",     "png", "gif",  "webp", "",    "tiff", "heif",
                                          "heif", "svg", "jp2k", "jxl",  "ppm", "pdf",  "rad"};
  return loaders[static_cast<int>(kind)];
}

}  // namespace accel
