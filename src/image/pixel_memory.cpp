// SPDX-License-Identifier: Apache-2.0
#include "image/pixel_memory.h"

#include "image/picture.h"

#include <accel/error.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <utility>

namespace accel {
namespace detail {

/// More than any machine has; far from where sizes overflow.
constexpr std::ptrdiff_t kMostBytes = std::ptrdiff_t{1} << 60;

struct PixelMemory {
  Buffer buffer;
  std::atomic<int> references{1};
};

void retain(PixelMemory* memory) { ++memory->references; }
void release(PixelMemory* memory) {
  if (--memory->references == 0) delete memory;
}

Handle<PixelMemory> new_pixel_memory(std::size_t bytes) {
  Buffer buffer = aligned_buffer(bytes);
  std::memset(buffer.data(), 0, bytes);
  return Handle(new PixelMemory{std::move(buffer)});
}

void* pixel_data(PixelMemory* memory) { return memory->buffer.data(); }

std::ptrdiff_t checked_row_bytes(Size size, int bands, std::size_t sample) {
  if (size.width < 1 || size.height < 1) {
    throw Error("a picture cannot have " + words(size) + " pixels, each side must be at least 1");
  }
  if (bands < 1 || bands > 4) {
    throw Error("a picture cannot have " + std::to_string(bands) + " bands, only 1 to 4");
  }
  const std::ptrdiff_t bytes =
      std::ptrdiff_t{size.width} * bands * static_cast<std::ptrdiff_t>(sample);
  if (bytes > kMostBytes / size.height) {
    throw Error("a picture of " + words(size) + " with " + std::to_string(bands) +
                " bands is too large for the memory of any machine");
  }
  return bytes;
}

void check_stride(std::ptrdiff_t stride, std::ptrdiff_t row_bytes, std::size_t sample) {
  const auto width = static_cast<std::ptrdiff_t>(sample);
  if (stride >= row_bytes && stride % width == 0) return;
  throw Error("the stride of " + std::to_string(stride) + " bytes does not fit rows of " +
              std::to_string(row_bytes) + " bytes of samples of " + std::to_string(sample));
}

void check_part(Rect part, Size size) {
  const auto is_inside = [](std::int64_t start, std::int64_t length, std::int64_t side) {
    return start >= 0 && length >= 1 && start + length <= side;
  };
  if (is_inside(part.x, part.width, size.width) && is_inside(part.y, part.height, size.height)) {
    return;
  }
  throw Error("the part of " + words({part.width, part.height}) + " pixels at (" +
              std::to_string(part.x) + ", " + std::to_string(part.y) +
              ") is not inside the picture of " + words(size));
}

void throw_no_row(int y, Size size) {
  throw Error("row " + std::to_string(y) + " is outside of a picture of " + words(size));
}

void throw_no_pixel(int x, int y, int band, Size size, int bands) {
  throw Error("pixel (" + std::to_string(x) + ", " + std::to_string(y) + "), band " +
              std::to_string(band) + ", is outside of a picture of " + words(size) + " with " +
              std::to_string(bands) + (bands == 1 ? " band" : " bands"));
}

void throw_gaps() {
  throw Error("the rows of these pixels have gaps between them").set_hint("use copy()");
}

}  // namespace detail

struct PixelAccess {
  static Pixels take_over(Bitmap bitmap) {
    Pixels pixels;
    pixels.size_ = bitmap.size;
    pixels.bands_ = bitmap.bands;
    pixels.stride_ = detail::checked_row_bytes(bitmap.size, bitmap.bands, 1);
    pixels.memory_ = detail::Handle(new detail::PixelMemory{std::move(bitmap.data)});
    pixels.data_ = pixels.memory_->buffer.data();
    return pixels;
  }
};

Pixels to_pixels(Bitmap bitmap) {
  if (is_aligned(bitmap.data.data())) return PixelAccess::take_over(std::move(bitmap));
  Bitmap copy = make_bitmap(bitmap.size, bitmap.bands);
  std::memcpy(copy.data.data(), bitmap.data.data(), bitmap.data.size());
  return PixelAccess::take_over(std::move(copy));
}

Bitmap to_bitmap(const Pixels& pixels) {
  Bitmap bitmap = make_bitmap(pixels.size(), pixels.bands());
  for (int y = 0; y < pixels.height(); ++y) std::ranges::copy(pixels.row(y), bitmap.row(y));
  return bitmap;
}

std::vector<float> to_tensor(const Pixels& pixels, std::span<const float> mean,
                             std::span<const float> deviation) {
  const auto bands = static_cast<std::size_t>(pixels.bands());
  for (const auto& [name, given] : {std::pair("mean", mean), std::pair("deviation", deviation)}) {
    if (given.empty() || given.size() == bands) continue;
    throw JobError(std::string("to_tensor: ") + name + " has " + std::to_string(given.size()) +
                   " values, the pixels have " + std::to_string(bands) + " bands");
  }
  const auto zero = std::ranges::find(deviation, 0.0F);
  if (zero != deviation.end()) {
    throw JobError("to_tensor: deviation[" + std::to_string(zero - deviation.begin()) +
                   "] is 0, by which no sample can be divided");
  }
  const auto width = static_cast<std::size_t>(pixels.width());
  const std::size_t plane = width * static_cast<std::size_t>(pixels.height());
  std::vector<float> tensor(bands * plane);
  for (std::size_t band = 0; band < bands; ++band) {
    const float scale = 1 / (deviation.empty() ? 1.0f : deviation[band]);
    const float offset = mean.empty() ? 0 : -mean[band] * scale;
    float* out = tensor.data() + band * plane;
    for (int y = 0; y < pixels.height(); ++y) {
      const std::uint8_t* in = pixels.row(y).data() + band;
      for (std::size_t x = 0; x < width; ++x) {
        *out++ = static_cast<float>(in[x * bands]) * (scale / 255) + offset;
      }
    }
  }
  return tensor;
}

}  // namespace accel
