// SPDX-License-Identifier: Apache-2.0
#include "image/limits.h"

#include <accel/error.h>

#include <algorithm>
#include <string>

namespace accel {
namespace {

ImageSettings limits;

}  // namespace

void check_allowed(Kind kind) {
  if (is_always_read(kind)) return;
  const std::string name(kind_loader(kind));
  if (std::ranges::find(limits.loaders, name) != limits.loaders.end()) return;
  throw LimitError(std::string(kind_name(kind)) +
                   " is not read by default; allow it in accel.toml: " + "[images] loaders = [\"" +
                   name + "\"]");
}

void check_pixels(Size size) {
  if (static_cast<std::int64_t>(size.width) * size.height <= limits.max_pixels) return;
  throw LimitError("image too large: " + std::to_string(size.width) + "x" +
                   std::to_string(size.height) + " is above max_pixels, " +
                   std::to_string(limits.max_pixels));
}

Budget new_budget() { return {static_cast<std::uint64_t>(limits.max_pixels), limits.max_seconds}; }

}  // namespace accel

void accel_image_set_limits(const accel::ImageSettings& settings) { accel::limits = settings; }
