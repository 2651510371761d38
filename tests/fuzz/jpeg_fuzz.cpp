// SPDX-License-Identifier: Apache-2.0
// Any bytes as a JPEG: what the planar backend makes of them is a picture, nothing, or an Error. The
// last three bytes, which lie behind the picture, choose the size and the quality. libvips, which
// has fuzzing of its own and is slow to fuzz, is never asked.
#include "image/planar_backend.h"

#include <accel/error.h>
#include <accel/image.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using accel::Bytes;
using accel::Size;

/// Larger pictures take time and show nothing that smaller ones do not.
constexpr std::int64_t kMostPixels = 1 << 20;

void decode(accel::PlanarBackend& backend, Bytes file, Size target) {
  try {
    const auto pixels = backend.decode(file, accel::Kind::jpeg, target);
    if (pixels && pixels->size != target) std::abort();
  } catch (const accel::Error&) {
  }
}

void recode(accel::PlanarBackend& backend, Bytes file, Size target, int orientation, int quality) {
  try {
    const auto recoded =
        backend.recode(file, accel::Kind::jpeg, target, orientation, 1 + quality % 100);
    if (!recoded) return;
    const Size upright = orientation >= 5 ? Size{target.height, target.width} : target;
    if (accel::Image(*recoded).size() != upright) std::abort();
  } catch (const accel::Error&) {
  }
}

void make_thumbnails(const std::uint8_t* data, std::size_t size) {
  const accel::Image image(Bytes(data, size));
  const Size stored = image.size();
  if (image.extension() != "jpg" || std::int64_t{stored.width} * stored.height > kMostPixels) return;
  const std::uint8_t* choice = data + size - 3;
  const Size target{std::min(stored.width, 1 + choice[0]), std::min(stored.height, 1 + choice[1])};
  accel::PlanarBackend& backend = *accel_image_planar_backend();
  decode(backend, Bytes(data, size), target);
  recode(backend, Bytes(data, size), target, 1 + choice[2] % 8, choice[2]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    make_thumbnails(data, size);
  } catch (const accel::Error&) {
  }
  return 0;
}
