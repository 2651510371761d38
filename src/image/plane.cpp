// SPDX-License-Identifier: Apache-2.0
#include "image/plane.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace accel {
namespace {

constexpr std::size_t kAlignment = 64;

constexpr std::size_t aligned(std::size_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

void Plane::Free::operator()(std::uint8_t* data) const { std::free(data); }

void Plane::reshape(Size size, Size padded) {
  const std::size_t stride = aligned(static_cast<std::size_t>(padded.width));
  const std::size_t bytes = stride * static_cast<std::size_t>(padded.height);
  if (bytes > capacity_) {
    capacity_ = 0;
    data_.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, bytes)));
    if (!data_) throw std::bad_alloc();
    capacity_ = bytes;
  }
  size_ = size;
  stride_ = static_cast<std::ptrdiff_t>(stride);
}

void Plane::shrink_to(std::size_t bytes) {
  if (capacity_ > bytes) *this = Plane();
}

Pixels to_grey(const Plane& grey) {
  Pixels pixels = make_pixels(grey.size(), 1);
  for (int y = 0; y < grey.size().height; ++y) {
    std::copy_n(grey.row(y), grey.size().width, pixels.row(y));
  }
  return pixels;
}

Pixels interleave(const Plane* rgb) {
  const Size size = rgb[0].size();
  Pixels pixels = make_pixels(size, 3);
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t *red = rgb[0].row(y), *green = rgb[1].row(y), *blue = rgb[2].row(y);
    std::uint8_t* out = pixels.row(y);
    for (int x = 0; x < size.width; ++x, out += 3) {
      out[0] = red[x];
      out[1] = green[x];
      out[2] = blue[x];
    }
  }
  return pixels;
}

void turn_upright(const Plane& stored, int orientation, Plane& upright) {
  upright.reshape(turned(stored.size(), orientation));
  const TurnedView view{stored.row(0), stored.stride(), stored.size(), 1};
  for (int y = 0; y < upright.size().height; ++y) view.copy_row(orientation, y, upright.row(y));
}

}  // namespace accel
