// SPDX-License-Identifier: Apache-2.0
// What the planar backend asks of a decoder, and the decoders there are. The bytes may be hostile.
// A decoder may decline a picture, as it is opened or while it decodes: libvips then takes it, and
// tells what is wrong with it.
#pragma once

#include "image/budget.h"
#include "image/plane.h"
#include "image/plane_scaler.h"

#include <accel/types.h>

#include <array>
#include <memory>
#include <optional>

namespace accel {

/// PNG and WebP above that are declined: they are decoded whole, which here takes seven bytes a
/// pixel at most, while libvips goes from row to row. A second or two are enough for as many.
constexpr std::int64_t kWholePixels = 32 << 20;
/// JPEG's limit, which PNG has not; lines of millions of pixels are not for zimg.
constexpr int kLongestSide = 65535;

constexpr bool is_small_enough(Size size) {
  return size.width <= kLongestSide && size.height <= kLongestSide &&
         static_cast<std::int64_t>(size.width) * size.height <= kWholePixels;
}

/// One picture; it is decoded once. What part of each plane it covers is what the functions return.
class PlaneDecoder {
 public:
  virtual ~PlaneDecoder() = default;

  virtual Size size() const = 0;

  /// 1 (grey), 3, or 4 (cyan, magenta, yellow and black; 255 is all ink).
  virtual int components() const = 0;

  /// The embedded ICC profile; empty when there is none.
  virtual Bytes profile() = 0;

  /// R, G and B, grey, or inks, all of one size: large enough that a filter makes of them for
  /// `target` what it would make of the whole. Nothing when declined; Error when damaged.
  virtual std::optional<Extent> decode_rgb(Size target, Plane* planes) = 0;

  /// Whether grey, or Y, Cb and Cr of full range are stored.
  virtual bool has_ycc() const { return false; }
  /// Whether chroma lies so that `decode_rgb` cannot enlarge it: only `decode_ycc` may be called.
  virtual bool has_odd_chroma() const { return false; }
  /// Grey, or Y, Cb and Cr as they are stored, each large enough for its target. Only where
  /// `has_ycc`; Error when damaged.
  virtual std::array<Extent, 3> decode_ycc(const Size*, Plane*) { return {}; }
};

/// Null when declined, which a JPEG never is. `encoded` and `work`, memory that is kept from one
/// picture to the next, must outlive what is returned. JPEG: Error when its header is damaged.
std::unique_ptr<PlaneDecoder> open_jpeg(Bytes encoded, Budget& budget);
std::unique_ptr<PlaneDecoder> open_png(Bytes encoded, Plane& work);
std::unique_ptr<PlaneDecoder> open_webp(Bytes encoded, Plane& work);

}  // namespace accel
