// SPDX-License-Identifier: Apache-2.0
// What fuzz targets ask of the planar backend: of any file it makes a picture of the size that was
// asked for, nothing, or an Error. The last three bytes, which lie behind the picture, choose the
// size, the turning and the quality. libvips, which has fuzzing of its own and is slow to fuzz, is
// never asked.
#pragma once

#include "image/planar_backend.h"

#include <accel/error.h>
#include <accel/image.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <variant>

namespace accel {

inline void try_decode(const Picture& picture, Size target, std::optional<int> jpeg_quality) {
  try {
    Budget budget(std::uint64_t{1} << 27, 60);
    const auto made = accel_image_planar_backend()->decode(picture, whole(picture.size), target,
                                                           jpeg_quality, budget);
    const auto* pixels = std::get_if<Bitmap>(&made);
    if (pixels && pixels->size != target) std::abort();
    const auto* file = std::get_if<Buffer>(&made);
    if (file && Image(*file).size() != turned(target, picture.orientation)) std::abort();
  } catch (const Error&) {
  }
}

inline void try_planar_backend(Bytes file) {
  /// Larger pictures take time and show nothing that smaller ones do not.
  constexpr std::int64_t most_pixels = 1 << 20;
  try {
    const Image image(file);
    const Size stored = image.size();
    if (std::int64_t{stored.width} * stored.height > most_pixels) return;
    const std::string_view extension = image.extension();
    const std::uint8_t* choice = file.end() - 3;
    Picture picture{file, Kind::jpeg, stored, 1 + choice[2] % 8};
    if (extension == "png") picture.kind = Kind::png;
    if (extension == "webp") picture.kind = Kind::webp;
    if (picture.kind == Kind::jpeg && extension != "jpg") return;
    const Size target{std::min(stored.width, 1 + choice[0]),
                      std::min(stored.height, 1 + choice[1])};
    try_decode(picture, target, std::nullopt);
    try_decode(picture, target, 1 + choice[2] % 100);
  } catch (const Error&) {
  }
}

}  // namespace accel
