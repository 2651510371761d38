// SPDX-License-Identifier: Apache-2.0
// The interface between the image library, which loads fast, and the module that decodes and
// encodes with libvips and draws text, which takes 60 ms to load. The module exports
// `accel_image_backend` and is loaded for the first picture that needs it. All functions throw
// Error, which both sides get from libaccel.
#pragma once

#include "image/bitmap.h"
#include "image/budget.h"
#include "image/picture.h"
#include "image/text_line.h"

#include <accel/export.h>
#include <accel/image.h>

namespace accel {

class Backend {
 public:
  /// Width and height as they will be decoded. For kinds without a parser in header.h.
  virtual Size read_size(Bytes encoded, Kind kind) = 0;

  /// The EXIF of such a picture, with or without its mark; empty if it has none.
  virtual Buffer read_exif(Bytes encoded, Kind kind) = 0;

  /// The first frame or page, not turned, of exactly `target` pixels, neither side of which is
  /// above the stored one; its profile is not applied. Never a part of a picture. Not for jpeg and
  /// bmp.
  virtual Bitmap decode(const Picture& picture, Size target, Budget& budget) = 0;

  /// `inks`, which are CMYK, as sRGB, by their profile, or by a typical printer's if they have
  /// none.
  virtual Bitmap convert_inks(const Bitmap& inks) = 0;

  /// `pixels` scaled down to exactly `target`.
  virtual Bitmap resize(const Bitmap& pixels, Size target) = 0;

  /// The file, without metadata. Not for jpeg and bmp.
  virtual Buffer encode(const Bitmap& pixels, Format format, int quality) = 0;

  /// One line; a text without ink gives no pixels.
  virtual TextMask write_text(const std::string& text, const TextStyle& style) = 0;

 protected:
  ~Backend() = default;
};

/// Loads the module at the first call; throws JobError when it cannot be loaded.
Backend& backend();

}  // namespace accel

/// What the module exports; valid as long as the process runs.
extern "C" ACCEL_EXPORT accel::Backend* accel_image_backend();
