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

namespace accel {

struct PlanarTrial {
  Bytes file;
  Kind kind;
  Size target;
  int orientation, quality;
};

inline void try_decode(const PlanarTrial& trial) {
  try {
    Budget budget(std::uint64_t{1} << 27, 60);
    const auto pixels =
        accel_image_planar_backend()->decode(trial.file, trial.kind, trial.target, budget);
    if (pixels && pixels->size != trial.target) std::abort();
  } catch (const Error&) {
  }
}

inline void try_recode(const PlanarTrial& trial) {
  try {
    Budget budget(std::uint64_t{1} << 27, 60);
    const auto file = accel_image_planar_backend()->recode(
        trial.file, trial.kind, trial.target, trial.orientation, trial.quality, budget);
    if (file && Image(*file).size() != turned(trial.target, trial.orientation)) std::abort();
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
    PlanarTrial trial{file, Kind::jpeg, {}, 1 + choice[2] % 8, 1 + choice[2] % 100};
    if (extension == "png") trial.kind = Kind::png;
    if (extension == "webp") trial.kind = Kind::webp;
    if (trial.kind == Kind::jpeg && extension != "jpg") return;
    trial.target = {std::min(stored.width, 1 + choice[0]), std::min(stored.height, 1 + choice[1])};
    try_decode(trial);
    try_recode(trial);
  } catch (const Error&) {
  }
}

}  // namespace accel
