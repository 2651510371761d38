// SPDX-License-Identifier: Apache-2.0
#include "image/bitmap.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

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

constexpr std::size_t kAlignedTo = 64;

/// The memory that malloc gave lies in front. (Memory of aligned_alloc that is freed does not fit
/// the next request of its size, glibc 2.36: the process would grow with each picture.)
void free_aligned(void* data) {
  void* memory = nullptr;
  std::memcpy(&memory, static_cast<char*>(data) - sizeof memory, sizeof memory);
  std::free(memory);
}

/// Each pixel of `in` as `count` bands, by `convert(from, to)`.
template <class Convert>
Bitmap with_bands(const Bitmap& in, int count, Convert convert) {
  Bitmap made = make_bitmap(in.size, count);
  const std::uint8_t* from = in.data.data();
  std::uint8_t* to = made.data.data();
  for (std::size_t i = 0; i < in.count(); ++i, from += in.bands, to += count) convert(from, to);
  return made;
}

Bitmap to_luma(const Bitmap& colour) {
  return with_bands(colour, 1, [](const std::uint8_t* from, std::uint8_t* to) {
    *to = luma(from[0], from[1], from[2]);
  });
}

Bitmap to_rgb(const Bitmap& grey) {
  return with_bands(
      grey, 3, [](const std::uint8_t* from, std::uint8_t* to) { to[0] = to[1] = to[2] = from[0]; });
}

Bitmap to_rgba(const Bitmap& pixels) {
  const bool is_grey = pixels.bands < 3;
  const int alpha = pixels.has_alpha() ? pixels.bands - 1 : -1;
  return with_bands(pixels, 4, [&](const std::uint8_t* from, std::uint8_t* to) {
    for (int band = 0; band < 3; ++band) to[band] = from[is_grey ? 0 : band];
    to[3] = alpha < 0 ? 255 : from[alpha];
  });
}

Span back_to_front(const Span& span, int side) {
  return {side - span.start - span.length, span.length};
}

}  // namespace

bool is_aligned(const void* data) {
  return reinterpret_cast<std::uintptr_t>(data) % kAlignedTo == 0;
}

Buffer aligned_buffer(std::size_t size) {
  void* memory = std::malloc(size + kAlignedTo + sizeof(void*));
  if (memory == nullptr) throw std::bad_alloc();
  void* data = static_cast<char*>(memory) + sizeof memory;
  std::size_t room = size + kAlignedTo;
  data = std::align(kAlignedTo, size, data, room);
  std::memcpy(static_cast<char*>(data) - sizeof memory, &memory, sizeof memory);
  return {data, size, free_aligned};
}

Bitmap make_bitmap(Size size, int bands) {
  Bitmap pixels{size, bands, {}};
  pixels.data = aligned_buffer(pixels.count() * static_cast<std::size_t>(bands));
  return pixels;
}

Extent part_of(const Extent& extent, const Extent& part, Size size) {
  if (part == whole(size)) return extent;
  const auto inside = [](const Span& all, const Span& of, int side) {
    return Span{all.start + all.length * of.start / side, all.length * of.length / side};
  };
  return {inside(extent.x, part.x, size.width), inside(extent.y, part.y, size.height)};
}

/// See Path: which stored side each upright one is, and whether from its end.
Extent turned_back(const Extent& part, int orientation, Size stored) {
  Extent back = orientation >= 5 ? Extent{part.y, part.x} : part;
  const bool from_right = orientation == 2 || orientation == 3 || orientation >= 7;
  const bool from_bottom =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  if (from_right) back.x = back_to_front(back.x, stored.width);
  if (from_bottom) back.y = back_to_front(back.y, stored.height);
  return back;
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

Bitmap turn_upright(Bitmap stored, int orientation) {
  if (orientation == 1) return stored;
  Bitmap upright = make_bitmap(turned(stored.size, orientation), stored.bands);
  const TurnedView view{stored.data.data(), std::ptrdiff_t{stored.size.width} * stored.bands,
                        stored.size, stored.bands};
  for (int y = 0; y < upright.size.height; ++y) view.copy_row(orientation, y, upright.row(y));
  return upright;
}

Bitmap lay_over_white(Bitmap pixels) {
  if (!pixels.has_alpha()) return pixels;
  Bitmap opaque = make_bitmap(pixels.size, pixels.bands - 1);
  const std::uint8_t* in = pixels.data.data();
  std::uint8_t* out = opaque.data.data();
  for (std::size_t i = 0; i < pixels.count(); ++i, in += pixels.bands) {
    const std::uint8_t alpha = in[opaque.bands];
    for (int band = 0; band < opaque.bands; ++band) *out++ = over_white(in[band], alpha);
  }
  return opaque;
}

Bitmap cut(const Bitmap& pixels, Rect part) {
  Bitmap made = make_bitmap({part.width, part.height}, pixels.bands);
  for (int y = 0; y < part.height; ++y) {
    std::copy_n(pixels.row(part.y + y) + std::ptrdiff_t{part.x} * pixels.bands,
                std::ptrdiff_t{part.width} * pixels.bands, made.row(y));
  }
  return made;
}

Bitmap in_colours(Bitmap pixels, Colours colours) {
  if (colours == Colours::rgba) return pixels.bands == 4 ? std::move(pixels) : to_rgba(pixels);
  pixels = lay_over_white(std::move(pixels));
  if (colours == Colours::grey) return pixels.bands == 1 ? std::move(pixels) : to_luma(pixels);
  return pixels.bands == 3 ? std::move(pixels) : to_rgb(pixels);
}

Bitmap on_canvas(Bitmap pixels, Size canvas, Colour fill) {
  if (pixels.size == canvas) return pixels;
  const bool is_grey = fill.red == fill.green && fill.green == fill.blue;
  if (pixels.bands < 3 && !is_grey) {
    pixels = in_colours(std::move(pixels), pixels.bands == 2 ? Colours::rgba : Colours::rgb);
  }
  const std::uint8_t one[] = {fill.red, pixels.bands == 2 ? std::uint8_t{255} : fill.green,
                              fill.blue, 255};
  Bitmap made = make_bitmap(canvas, pixels.bands);
  std::uint8_t* out = made.data.data();
  for (std::size_t i = 0; i < made.count(); ++i) out = std::copy_n(one, made.bands, out);
  const int left = (canvas.width - pixels.size.width) / 2;
  const int top = (canvas.height - pixels.size.height) / 2;
  for (int y = 0; y < pixels.size.height; ++y) {
    std::copy_n(pixels.row(y), std::ptrdiff_t{pixels.size.width} * pixels.bands,
                made.row(top + y) + std::ptrdiff_t{left} * pixels.bands);
  }
  return made;
}

Size fit_inside(Size size, Size box) {
  if (size.width <= box.width && size.height <= box.height) return size;
  return scaled_into(size, box);
}

Size scaled_into(Size size, Size box) {
  const bool width_binds = static_cast<std::int64_t>(box.width) * size.height <=
                           static_cast<std::int64_t>(box.height) * size.width;
  if (width_binds) return {box.width, scaled(size.height, box.width, size.width)};
  return {scaled(size.width, box.height, size.height), box.height};
}

}  // namespace accel
