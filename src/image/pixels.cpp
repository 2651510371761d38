// SPDX-License-Identifier: Apache-2.0
#include "image/pixels.h"

#include <algorithm>

namespace accel {
namespace {

/// How to step through the stored pixels in the order of the upright ones, in bytes.
struct Path {
  std::ptrdiff_t start, across, down;
};

Path path_through(const TurnedView& view, int orientation) {
  const std::ptrdiff_t pixel = view.bands, row = view.stride;
  const std::ptrdiff_t right = pixel * (view.stored.width - 1);
  const std::ptrdiff_t bottom = row * (view.stored.height - 1);
  switch (orientation) {
    case 2: return {right, -pixel, row};
    case 3: return {bottom + right, -pixel, -row};
    case 4: return {bottom, pixel, -row};
    case 5: return {0, row, pixel};
    case 6: return {bottom, -row, pixel};
    case 7: return {bottom + right, -row, -pixel};
    case 8: return {right, row, -pixel};
    default: return {0, pixel, row};
  }
}

std::uint8_t over_white(std::uint8_t colour, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((colour * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// `side` * `numerator` / `denominator`, rounded, at least 1. The product has 62 bits at most.
std::int32_t scaled(std::int32_t side, std::int32_t numerator, std::int32_t denominator) {
  const auto product = 2 * static_cast<std::uint64_t>(side) * static_cast<std::uint64_t>(numerator);
  const auto divisor = static_cast<std::uint64_t>(denominator);
  return std::max(1, static_cast<std::int32_t>((product + divisor) / (2 * divisor)));
}

}  // namespace

Pixels make_pixels(Size size, int bands) {
  Pixels pixels{size, bands, {}};
  pixels.data = Buffer(pixels.count() * static_cast<std::size_t>(bands));
  return pixels;
}

Size turned(Size size, int orientation) {
  return orientation >= 5 ? Size{size.height, size.width} : size;
}

void TurnedView::copy_row(int orientation, int y, std::uint8_t* out) const {
  const Path path = path_through(*this, orientation);
  const std::uint8_t* from = data + path.start + y * path.down;
  for (int x = 0; x < turned(stored, orientation).width; ++x, from += path.across) {
    out = std::copy_n(from, bands, out);
  }
}

Pixels turn_upright(Pixels stored, int orientation) {
  if (orientation == 1) return stored;
  Pixels upright = make_pixels(turned(stored.size, orientation), stored.bands);
  const TurnedView view{stored.data.data(), std::ptrdiff_t{stored.size.width} * stored.bands,
                        stored.size, stored.bands};
  for (int y = 0; y < upright.size.height; ++y) view.copy_row(orientation, y, upright.row(y));
  return upright;
}

Pixels lay_over_white(Pixels pixels) {
  if (!pixels.has_alpha()) return pixels;
  Pixels opaque = make_pixels(pixels.size, pixels.bands - 1);
  const std::uint8_t* in = pixels.data.data();
  std::uint8_t* out = opaque.data.data();
  for (std::size_t i = 0; i < pixels.count(); ++i, in += pixels.bands) {
    const std::uint8_t alpha = in[opaque.bands];
    for (int band = 0; band < opaque.bands; ++band) *out++ = over_white(in[band], alpha);
  }
  return opaque;
}

Size fit_inside(Size size, Size box) {
  if (size.width <= box.width && size.height <= box.height) return size;
  const bool width_binds = static_cast<std::int64_t>(box.width) * size.height <=
                           static_cast<std::int64_t>(box.height) * size.width;
  if (width_binds) return {box.width, scaled(size.height, box.width, size.width)};
  return {scaled(size.width, box.height, size.height), box.height};
}

}  // namespace accel
