// SPDX-License-Identifier: Apache-2.0
// Any bytes as a JPEG: its thumbnail, as JPEG and as BMP, is made or an Error, nothing else.
// The last three bytes, which lie behind the picture, choose the box and the quality.
#include <accel/error.h>
#include <accel/image.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

/// Larger pictures take time and show nothing that smaller ones do not.
constexpr std::int64_t kMostPixels = 1 << 20;

void encode(const accel::Image& image, accel::Format format, int quality) {
  try {
    if (image.encode(format, {quality}).size() == 0) std::abort();
  } catch (const accel::Error&) {
  }
}

void make_thumbnails(const std::uint8_t* data, std::size_t size) {
  const accel::Image image(accel::Bytes(data, size));
  const std::int64_t pixels = std::int64_t{image.size().width} * image.size().height;
  if (image.extension() != "jpg" || pixels > kMostPixels) return;
  const std::uint8_t* choice = data + size - 3;
  const accel::Image small = image.thumbnail({1 + choice[0], 1 + choice[1]});
  encode(small, accel::Format::jpeg, 1 + choice[2] % 100);
  encode(small, accel::Format::bmp, 85);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    make_thumbnails(data, size);
  } catch (const accel::Error&) {
  }
  return 0;
}
