// SPDX-License-Identifier: Apache-2.0
#include "image/vips_colours.h"

#include "image/tiff_header.h"

#include <accel/error.h>

#include <string>

namespace accel {
namespace {

bool is_lab(VipsInterpretation meaning) {
  return meaning == VIPS_INTERPRETATION_LAB || meaning == VIPS_INTERPRETATION_LABS;
}

/// Whether libvips's colour conversions take these numbers as they are meant.
bool is_converted(const VipsImage* image) {
  return image->BandFmt == VIPS_FORMAT_UCHAR || image->BandFmt == VIPS_FORMAT_USHORT ||
         is_lab(image->Type) || image->Type == VIPS_INTERPRETATION_scRGB;
}

/// What this number of colours means in a TIFF, which may have more bands than libvips knows a
/// meaning for.
VipsInterpretation meaning_of(const VipsImage* image, int colours) {
  const bool is_wide = image->BandFmt == VIPS_FORMAT_USHORT;
  if (is_lab(image->Type)) return image->Type;
  if (colours == 4) return VIPS_INTERPRETATION_CMYK;
  if (colours == 3) return is_wide ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB;
  return is_wide ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W;
}

/// `count` bands, with that meaning. Empty on failure.
VipsPointer take_bands(VipsImage* image, int first, int count, VipsInterpretation meaning) {
  OutPointer taken, meant;
  if (vips_extract_band(image, taken, first, "n", count, nullptr)) return nullptr;
  const VipsPointer bands = taken.take();
  if (vips_copy(bands.get(), meant, "interpretation", meaning, nullptr)) return nullptr;
  return meant.take();
}

/// Alpha in 8 bits: of 16 bits the upper ones, of numbers from 0 to 1 (scRGB) 255 times as much.
/// Empty on failure.
VipsPointer take_alpha(VipsImage* image, int band) {
  const VipsPointer alpha = take_bands(image, band, 1, VIPS_INTERPRETATION_B_W);
  if (!alpha) return nullptr;
  OutPointer out;
  const int failed = image->BandFmt == VIPS_FORMAT_FLOAT
                         ? vips_linear1(alpha.get(), out, 255, 0, "uchar", TRUE, nullptr)
                         : vips_cast(alpha.get(), out, VIPS_FORMAT_UCHAR, "shift", TRUE, nullptr);
  return failed ? nullptr : out.take();
}

/// Whether it is already what is wanted.
bool is_plain(const VipsImage* image, const Bands& bands) {
  const int count = bands.colours + (bands.alpha ? 1 : 0);
  const auto meaning = bands.colours == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  return image->BandFmt == VIPS_FORMAT_UCHAR && image->Type == meaning && image->Bands == count &&
         (!bands.alpha || *bands.alpha == bands.colours);
}

}  // namespace

VipsPointer unpacked(VipsPointer image) {
  OutPointer out;
  return vips_image_decode(image.get(), out) ? nullptr : out.take();
}

Bands bands_of(const VipsPointer& image, const Picture& picture) {
  if (picture.kind == Kind::tiff) {
    const TiffExtras extras = tiff_extras(picture.encoded);
    const int colours = image->Bands - extras.count;
    Bands bands{meaning_of(image.get(), colours), colours, {}};
    if (extras.alpha) bands.alpha = colours + *extras.alpha;
    return bands;
  }
  if (!is_converted(image.get())) {
    throw Error(std::string(kind_name(picture.kind)) + " with samples of type " +
                vips_enum_nick(VIPS_TYPE_BAND_FORMAT, image->BandFmt) + " is not supported");
  }
  if (!vips_image_hasalpha(image.get())) return {image->Type, image->Bands, {}};
  return {image->Type, image->Bands - 1, image->Bands - 1};
}

VipsPointer to_plain_colours(VipsPointer image, const Bands& bands) {
  if (is_plain(image.get(), bands)) return image;
  const auto wanted = bands.colours == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  OutPointer converted, joined, meant;
  VipsPointer colours = take_bands(image.get(), 0, bands.colours, bands.meaning);
  if (!colours || vips_colourspace(colours.get(), converted, wanted, nullptr)) return nullptr;
  colours = converted.take();
  if (!bands.alpha) return colours;
  const VipsPointer alpha = take_alpha(image.get(), *bands.alpha);
  if (!alpha || vips_bandjoin2(colours.get(), alpha.get(), joined, nullptr)) return nullptr;
  image = joined.take();
  if (vips_copy(image.get(), meant, "interpretation", wanted, nullptr)) return nullptr;
  return meant.take();
}

Buffer profile_of(const VipsPointer& image, const Bands& bands) {
  const bool is_applied_later =
      bands.meaning == VIPS_INTERPRETATION_B_W || bands.meaning == VIPS_INTERPRETATION_GREY16 ||
      bands.meaning == VIPS_INTERPRETATION_sRGB || bands.meaning == VIPS_INTERPRETATION_RGB16;
  const void* data = nullptr;
  std::size_t size = 0;
  if (!is_applied_later || !vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) ||
      vips_image_get_blob(image.get(), VIPS_META_ICC_NAME, &data, &size)) {
    return {};
  }
  return Buffer::copy_of({static_cast<const char*>(data), size});
}

}  // namespace accel
