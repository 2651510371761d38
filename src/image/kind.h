// SPDX-License-Identifier: Apache-2.0
// Which kind of picture some bytes are, told by their first bytes alone. Nothing here looks at the
// rest of the file, so a known kind may still be damaged.
#pragma once

#include <accel/types.h>

#include <optional>
#include <string_view>

namespace accel {

enum class Kind { jpeg, png, gif, webp, bmp, tiff, heif, avif };

/// The kind that `encoded` begins with, or nothing.
std::optional<Kind> find_kind(Bytes encoded);

/// The same; throws Error when it is no picture.
Kind kind_of(Bytes encoded);

/// The usual file name extension, without a dot.
constexpr std::string_view kind_extension(Kind kind) {
  constexpr std::string_view extensions[] = {"jpg", "png",  "gif",  "webp",
                                             "bmp", "tiff", "heic", "avif"};
  return extensions[static_cast<int>(kind)];
}

/// The name that messages use.
constexpr std::string_view kind_name(Kind kind) {
  constexpr std::string_view names[] = {"JPEG", "PNG",  "GIF",  "WebP",
                                        "BMP",  "TIFF", "HEIF", "AVIF"};
  return names[static_cast<int>(kind)];
}

}  // namespace accel
