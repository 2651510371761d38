// SPDX-License-Identifier: Apache-2.0
// `[images]` of accel.toml: which pictures are read, and what one may take to decode. They affect
// rows, so values other than these defaults are part of the key of jobs with pictures.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace accel {

struct ImageSettings {
  std::vector<std::string> loaders;  ///< besides those always read; sorted, no duplicates
  /// Against bombs: 0.85 MB of JPEG can take 464 MB, 3.5 MB of PNG can claim 3.6 gigapixels.
  std::int64_t max_pixels = 268'435'456;
  int max_seconds = 60;  ///< of processor time

  bool operator==(const ImageSettings&) const = default;
};

/// Whether `now` allows every picture that `before` allows.
inline bool allows_all(const ImageSettings& now, const ImageSettings& before) {
  return now.max_pixels >= before.max_pixels && now.max_seconds >= before.max_seconds &&
         std::ranges::includes(now.loaders, before.loaders);
}

/// The names that `loaders` can have: libvips's loaders that read from memory and that it does not
/// trust. src/image/kind.h lists them too.
inline const std::vector<std::string>& loader_names() {
  static const std::vector<std::string> names = {"jp2k", "jxl", "pdf", "ppm", "rad", "svg"};
  return names;
}

}  // namespace accel
