// SPDX-License-Identifier: Apache-2.0
// The interface between the image library and the module for the most common pictures: they are
// decoded to planes, scaled plane by plane, and encoded from planes, many times as fast as through
// libvips (`image/backend.h`), which gets the pictures that this one declines. The module exports
// `accel_image_planar_backend` and is loaded for the first picture to need it.
#pragma once

#include "image/bitmap.h"
#include "image/budget.h"
#include "image/picture.h"

#include <accel/export.h>
#include <accel/types.h>

#include <optional>
#include <variant>

namespace accel {

/// The picture is of a sort that is not decoded here (never a JPEG), or damaged: libvips then says
/// how.
struct Declined {};

/// PNG and WebP above that are declined: here they are decoded whole, with up to seven bytes per
/// pixel, while libvips goes row by row. Pictures up to that size take a second or two.
constexpr std::int64_t kWholePixels = 32 << 20;
/// JPEG's limit, which PNG does not have; zimg cannot handle lines of millions of pixels.
constexpr int kLongestSide = 65535;

constexpr bool is_small_enough(Size size) {
  return size.width <= kLongestSide && size.height <= kLongestSide &&
         static_cast<std::int64_t>(size.width) * size.height <= kWholePixels;
}

class PlanarBackend {
 public:
  /// `part` of the picture in sRGB, grey or CMYK, not turned, of exactly `target` pixels. Where
  /// `jpeg_quality` is given and its colours need not be computed as RGB for that, the finished
  /// JPEG file, upright: `part` must then be the whole, and no side of `target` above the stored
  /// one. Throws Error when the picture is damaged or truncated.
  virtual std::variant<Declined, Bitmap, Buffer> decode(const Picture& picture, const Extent& part,
                                                        Size target,
                                                        std::optional<int> jpeg_quality,
                                                        Budget& budget) = 0;

  /// Applies the profile of `pixels`, grey or RGB, with or without alpha.
  virtual void apply_profile(Bitmap& pixels) = 0;

  /// All of `pixels`, which should be small enough, in exactly `target`, enlarged or not.
  virtual Bitmap resize(const Bitmap& pixels, Size target) = 0;

  /// `pixels`, which must have no alpha, as a JPEG file.
  virtual Buffer encode_jpeg(const Bitmap& pixels, int quality) = 0;

 protected:
  ~PlanarBackend() = default;
};

/// Loads the module at the first call; throws JobError when it cannot be loaded. One for each
/// thread.
PlanarBackend& planar_backend();

}  // namespace accel

/// What the module exports; valid as long as the calling thread.
extern "C" ACCEL_EXPORT accel::PlanarBackend* accel_image_planar_backend();
