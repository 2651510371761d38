// SPDX-License-Identifier: Apache-2.0
#include "image/limits.h"

#include <accel/error.h>

#include <string>

namespace accel {
namespace {

/// Above 268 million pixels lie bombs: 0.85 MB of JPEG can take 464 MB, 3.5 MB of PNG can claim 3.6
/// gigapixels. The numbers are those of `ImageSettings` (src/job), which people can change.
struct Limits {
  std::string loaders;
  std::int64_t max_pixels = 268'435'456;
  int max_seconds = 60;
};
Limits limits;

}  // namespace

void check_allowed(Kind kind) {
  if (is_always_read(kind)) return;
  const std::string name(kind_loader(kind));
  if ((" " + limits.loaders).find(" " + name + " ") != std::string::npos) return;
  throw Error(std::string(kind_name(kind)) + " is not read by default; allow it in accel.toml: " +
              "[images] loaders = [\"" + name + "\"]");
}

void check_pixels(Size size) {
  if (static_cast<std::int64_t>(size.width) * size.height <= limits.max_pixels) return;
  throw Error("image too large: " + std::to_string(size.width) + "x" + std::to_string(size.height) +
              " is above max_pixels, " + std::to_string(limits.max_pixels));
}

Budget new_budget() { return {static_cast<std::uint64_t>(limits.max_pixels), limits.max_seconds}; }

}  // namespace accel

void accel_image_set_limits(const char* loaders, std::int64_t max_pixels, int max_seconds) {
  accel::limits = {loaders, max_pixels, max_seconds};
}
