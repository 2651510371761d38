// SPDX-License-Identifier: Apache-2.0
// The interface of the planar backend's decoders, and the decoders. The bytes may be hostile. A
// decoder may decline a picture when it is opened or while it is decoded: libvips then takes it, or
// reports what is wrong with it.
#pragma once

#include "image/budget.h"
#include "image/planar_backend.h"
#include "image/plane.h"
#include "image/plane_scaler.h"

#include <accel/types.h>

#include <array>
#include <memory>
#include <optional>

namespace accel {

/// One picture; it is decoded once. The functions return which part of each plane it covers.
class PlaneDecoder {
 public:
  virtual ~PlaneDecoder() = default;

  virtual Size size() const = 0;

  /// 1 (grey), 3, or 4 (cyan, magenta, yellow and black; 255 is all ink).
  virtual int components() const = 0;

  /// The embedded ICC profile; empty when there is none.
  virtual Bytes profile() = 0;

  /// R, G and B, grey, or inks, all of one size: large enough for a filter to give the same result
  /// for `target` as from the whole picture. Nothing if declined; Error if damaged.
  virtual std::optional<Extent> decode_rgb(Size target, Plane* planes) = 0;

  /// All pixels, RGB or grey, if that is faster than to interleave planes. Error if damaged.
  virtual std::optional<Bitmap> decode_pixels() { return std::nullopt; }

  /// Whether grey, or Y, Cb and Cr of full range are stored.
  virtual bool has_ycc() const { return false; }
  /// Whether `decode_rgb` cannot enlarge the chroma as it is placed: then call only `decode_ycc`.
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
