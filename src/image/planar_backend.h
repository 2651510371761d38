// SPDX-License-Identifier: Apache-2.0
// The seam between the image library and the module for what is most common: pictures that are
// decoded to planes, scaled plane by plane, and encoded from planes, many times as fast as through
// libvips (`image/backend.h`), which takes what this one declines. The module exports
// `accel_image_planar_backend` and is loaded for the first picture to need it.
#pragma once

#include "image/budget.h"
#include "image/kind.h"
#include "image/pixels.h"

#include <accel/export.h>
#include <accel/types.h>

#include <optional>

namespace accel {

class PlanarBackend {
 public:
  /// The picture in sRGB, grey or CMYK, not turned, of exactly `target` pixels, neither side of
  /// which is above the stored one. Nothing when it is not of a sort that is decoded here, which
  /// all JPEGs are; Error when it is damaged or truncated.
  virtual std::optional<Pixels> decode(Bytes encoded, Kind kind, Size target, Budget& budget) = 0;

  /// The same straight to a JPEG file, turned upright by `orientation`, its colours never computed
  /// as RGB. Nothing where that cannot be.
  virtual std::optional<Buffer> recode(Bytes encoded, Kind kind, Size target, int orientation,
                                       int quality, Budget& budget) = 0;

  /// `pixels`, which must have no alpha, as a JPEG file.
  virtual Buffer encode_jpeg(const Pixels& pixels, int quality) = 0;

 protected:
  ~PlanarBackend() = default;
};

/// Loads the module at the first call; throws JobError when it cannot be loaded. One for each
/// thread.
PlanarBackend& planar_backend();

}  // namespace accel

/// What the module exports; it lives as long as the thread that asks.
extern "C" ACCEL_EXPORT accel::PlanarBackend* accel_image_planar_backend();
