// SPDX-License-Identifier: Apache-2.0
#include "image/plane.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace accel {
namespace {

constexpr std::size_t kAlignment = 64;

constexpr std::size_t aligned(std::size_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

using Bytes8 = std::uint8_t __attribute__((vector_size(8)));
using Bytes16 = std::uint8_t __attribute__((vector_size(16)));

/// 16 pixels of `Step` bytes to `Step` times 16 bytes. Seen as a table of 16 rows, they are to be
/// transposed: four times over, the first half of all bytes is interleaved with the second, as
/// cards are shuffled. (A plain loop takes five times as long: compilers make one pixel at a time
/// of it.)
template <int Step>
void split_16(const std::uint8_t* pixels, Bytes16* bands) {
  Bytes8 halves[2 * Step];
  std::memcpy(halves, pixels, sizeof halves);
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < Step; ++i) {
      bands[i] = __builtin_shufflevector(halves[i], halves[i + Step], 0, 8, 1, 9, 2, 10, 3, 11, 4,
                                         12, 5, 13, 6, 14, 7, 15);
    }
    std::memcpy(halves, bands, sizeof halves);
  }
}

}  // namespace

void Plane::Free::operator()(void* memory) const { std::free(memory); }

/// Not with aligned_alloc: memory freed after it does not fit the next request of the same size
/// (glibc 2.36), so with each picture the process would grow by its planes.
void Plane::reshape(Size size, Size padded) {
  const std::size_t stride = aligned(static_cast<std::size_t>(padded.width));
  const std::size_t bytes = stride * static_cast<std::size_t>(padded.height);
  if (bytes > capacity_) {
    capacity_ = 0;
    memory_.reset(std::malloc(bytes + kAlignment));
    if (!memory_) throw std::bad_alloc();
    void* first = memory_.get();
    std::size_t room = bytes + kAlignment;
    data_ = static_cast<std::uint8_t*>(std::align(kAlignment, bytes, first, room));
    capacity_ = bytes;
  }
  size_ = size;
  stride_ = static_cast<std::ptrdiff_t>(stride);
}

void Plane::shrink_to(std::size_t bytes) {
  if (capacity_ > bytes) *this = Plane();
}

template <int Step>
void split(const std::uint8_t* pixels, Plane* planes, int y) {
  std::uint8_t* out[] = {planes[0].row(y), planes[1].row(y), planes[2].row(y)};
  const int width = planes[0].size().width;
  int x = 0;
  for (; x + 16 <= width; x += 16) {
    Bytes16 bands[Step];
    split_16<Step>(pixels + Step * x, bands);
    for (int i = 0; i < 3; ++i) std::memcpy(out[i] + x, &bands[i], sizeof bands[i]);
  }
  for (; x < width; ++x) {
    for (int i = 0; i < 3; ++i) out[i][x] = pixels[Step * x + i];
  }
}
template void split<3>(const std::uint8_t*, Plane*, int);
template void split<4>(const std::uint8_t*, Plane*, int);

namespace {

template <int Count>
Bitmap side_by_side(const Plane* planes) {
  const Size size = planes[0].size();
  Bitmap pixels = make_bitmap(size, Count);
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* in[Count];
    for (int i = 0; i < Count; ++i) in[i] = planes[i].row(y);
    std::uint8_t* out = pixels.row(y);
    for (int x = 0; x < size.width; ++x, out += Count) {
      for (int i = 0; i < Count; ++i) out[i] = in[i][x];
    }
  }
  return pixels;
}

}  // namespace

Bitmap interleave(const Plane* planes, int count) {
  switch (count) {
    case 1: return side_by_side<1>(planes);
    case 2: return side_by_side<2>(planes);
    case 3: return side_by_side<3>(planes);
    default: return side_by_side<4>(planes);
  }
}

void ycc_to_rgb(Plane* planes) {
  const auto sample = [](double value) {
    return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
  };
  for (int y = 0; y < planes[0].size().height; ++y) {
    std::uint8_t *luma = planes[0].row(y), *blue = planes[1].row(y), *red = planes[2].row(y);
    for (int x = 0; x < planes[0].size().width; ++x) {
      const double level = luma[x], cb = blue[x] - 128.0, cr = red[x] - 128.0;
      luma[x] = sample(level + 1.402 * cr);
      blue[x] = sample(level - 0.344136 * cb - 0.714136 * cr);
      red[x] = sample(level + 1.772 * cb);
    }
  }
}

void turn_upright(const Plane& stored, int orientation, Plane& upright) {
  upright.reshape(turned(stored.size(), orientation));
  const TurnedView view{stored.row(0), stored.stride(), stored.size(), 1};
  for (int y = 0; y < upright.size().height; ++y) view.copy_row(orientation, y, upright.row(y));
}

}  // namespace accel
