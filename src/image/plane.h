// SPDX-License-Identifier: Apache-2.0
// One component of a picture (luma, chroma, red, ...) in memory that SIMD code may read and write:
// rows start at multiples of 64 bytes. Knows nothing of files.
#pragma once

#include "image/bitmap.h"

#include <cstddef>
#include <memory>

namespace accel {

/// 8-bit samples in rows from the top. Memory is kept from one picture to the next: pages are
/// zeroed by the system when they are touched for the first time, which costs as much as scaling.
class Plane {
 public:
  /// Samples of `size`, not initialised, with room for rows of `padded` (not smaller).
  void reshape(Size size, Size padded);
  void reshape(Size size) { reshape(size, size); }

  Size size() const { return size_; }
  std::ptrdiff_t stride() const { return stride_; }
  std::uint8_t* row(int y) { return data_ + y * stride_; }
  const std::uint8_t* row(int y) const { return data_ + y * stride_; }

  /// Gives the memory back when it is more than `bytes`.
  void shrink_to(std::size_t bytes);

 private:
  struct Free {
    void operator()(void* memory) const;
  };
  Size size_;
  std::ptrdiff_t stride_ = 0;
  std::size_t capacity_ = 0;
  std::unique_ptr<void, Free> memory_;
  std::uint8_t* data_ = nullptr;  ///< in it, aligned
};

/// Bitmap of `Step` (3 or 4) bytes, of which the first three count, into row `y` of three planes.
template <int Step>
void split(const std::uint8_t* pixels, Plane* planes, int y);
/// Planes of one size, 1 to 4 of them, side by side.
Bitmap interleave(const Plane* planes, int count);
/// Y, Cb and Cr of full range (JFIF) and one size become R, G and B.
void ycc_to_rgb(Plane* planes);
/// `stored` turned as `turn_upright` does, into `upright`.
void turn_upright(const Plane& stored, int orientation, Plane& upright);

}  // namespace accel
