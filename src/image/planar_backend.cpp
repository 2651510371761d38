// SPDX-License-Identifier: Apache-2.0
#include "image/planar_backend.h"

#include "image/colour_profile.h"
#include "image/jpeg_encoder.h"
#include "image/plane.h"
#include "image/plane_decoder.h"
#include "image/plane_scaler.h"

#include <algorithm>
#include <cmath>

namespace accel {
namespace {

/// How much memory of one picture is kept for the next.
constexpr std::size_t kKeptBytes = 16 << 20;

Size half(Size size) { return {(size.width + 1) / 2, (size.height + 1) / 2}; }

/// Which sides of the stored picture come out reversed (EXIF 2.32, 4.6.5.1.6).
bool reverses_x(int orientation) {
  return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
}
bool reverses_y(int orientation) {
  return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
}

/// What a chroma plane of half the size of `luma` shows of a stored one, `whole` of which lies
/// under the luma. If a side is odd it reaches half a sample further: in the upright picture, to
/// the right and down.
Extent under_halved(const Extent& whole, Size luma, int orientation) {
  const Size chroma = half(luma);
  Extent part = whole;
  part.x.length *= 2.0 * chroma.width / luma.width;
  part.y.length *= 2.0 * chroma.height / luma.height;
  if (reverses_x(orientation)) part.x.start = whole.x.length - part.x.length;
  if (reverses_y(orientation)) part.y.start = whole.y.length - part.y.length;
  return part;
}

/// The size that a whole picture has where `part` of it has `target`; never above the stored one.
Size size_to_decode(Size stored, const Extent& part, Size target) {
  const auto side = [](int all, const Span& span, int wanted) {
    const double scaled = std::ceil(1.0 * all * wanted / span.length);
    return scaled < all ? std::max(1, static_cast<int>(scaled)) : all;
  };
  return {side(stored.width, part.x, target.width), side(stored.height, part.y, target.height)};
}

/// The bands of a picture, its colours multiplied by its alpha, so that those of pixels that cannot
/// be seen do not count.
void split_bands(const Bitmap& pixels, Plane* planes) {
  const int bands = pixels.bands, colours = bands - (pixels.has_alpha() ? 1 : 0);
  for (int band = 0; band < bands; ++band) {
    planes[band].reshape(pixels.size);
    for (int y = 0; y < pixels.size.height; ++y) {
      const std::uint8_t* from = pixels.row(y);
      std::uint8_t* out = planes[band].row(y);
      for (int x = 0; x < pixels.size.width; ++x, from += bands) {
        const int alpha = band < colours && colours < bands ? from[colours] : 255;
        out[x] = static_cast<std::uint8_t>((from[band] * alpha + 127) / 255);
      }
    }
  }
}

Bitmap join_bands(const Plane* planes, int bands) {
  Bitmap pixels = interleave(planes, bands);
  if (!pixels.has_alpha()) return pixels;
  std::uint8_t* sample = pixels.data.data();
  for (std::size_t i = 0; i < pixels.count(); ++i, sample += bands) {
    const int alpha = std::max<int>(1, sample[bands - 1]);
    for (int band = 0; band < bands - 1; ++band) {
      sample[band] =
          static_cast<std::uint8_t>(std::min(255, (sample[band] * 255 + alpha / 2) / alpha));
    }
  }
  return pixels;
}

class Planar final : public PlanarBackend {
 public:
  std::variant<Declined, Bitmap, Buffer> decode(const Picture& picture, const Extent& part,
                                                Size target, std::optional<int> jpeg_quality,
                                                Budget& budget) override {
    const auto decoder = open(picture, budget);
    if (!decoder) return Declined{};
    check_decoded(picture, decoder->size());
    std::variant<Declined, Bitmap, Buffer> made;
    if (jpeg_quality && may_recode(*decoder, *jpeg_quality)) {
      made = recode(*decoder, target, picture.orientation, *jpeg_quality);
    } else if (auto pixels = decode_all(*decoder, part, target)) {
      made = *std::move(pixels);
    } else if (is_scaled(*decoder, part, target)) {
      made = put_together(*decoder);
    }
    give_back();
    return made;
  }

  void apply_profile(Bitmap& pixels) override { profile_.to_srgb(pixels.profile, pixels); }

  Bitmap resize(const Bitmap& pixels, Size target) override {
    split_bands(pixels, decoded_);
    for (int i = 0; i < pixels.bands; ++i) {
      scaler_.scale(decoded_[i], whole(pixels.size), target, scaled_[i]);
    }
    Bitmap made = join_bands(scaled_, pixels.bands);
    give_back();
    return made;
  }

  Buffer encode_jpeg(const Bitmap& pixels, int quality) override {
    return accel::encode_jpeg(pixels, quality);
  }

 private:
  std::unique_ptr<PlaneDecoder> open(const Picture& picture, Budget& budget) {
    switch (picture.kind) {
      case Kind::jpeg: return open_jpeg(picture.encoded, budget);
      case Kind::png: return open_png(picture.encoded, work_);
      case Kind::webp: return open_webp(picture.encoded, work_);
      default: return nullptr;
    }
  }

  /// Without RGB in between only where chroma is stored at half size: the two scalings of chroma
  /// become one. Kept at full size, its rounding would show.
  bool may_recode(PlaneDecoder& decoder, int quality) {
    return halves_chroma(quality) && decoder.has_ycc() &&
           !profile_.changes(decoder.profile(), decoder.components());
  }

  Buffer recode(PlaneDecoder& decoder, Size target, int orientation, int quality) {
    const int count = decoder.components();
    const Size targets[] = {target, half(target), half(target)};
    const auto extents = decoder.decode_ycc(targets, decoded_);
    for (int i = 0; i < count; ++i) {
      const Extent& whole = extents[static_cast<std::size_t>(i)];
      scaler_.scale(decoded_[i], i == 0 ? whole : under_halved(whole, target, orientation),
                    targets[i], scaled_[i]);
      if (orientation == 1) continue;
      turn_upright(scaled_[i], orientation, decoded_[i]);
      std::swap(scaled_[i], decoded_[i]);
    }
    return accel::encode_jpeg(scaled_, count, quality);
  }

  /// Without planes, where nothing is scaled or cut.
  std::optional<Bitmap> decode_all(PlaneDecoder& decoder, const Extent& part, Size target) {
    const bool is_all = target == decoder.size() && part == whole(target);
    auto pixels = is_all ? decoder.decode_pixels() : std::nullopt;
    if (pixels) profile_.to_srgb(decoder.profile(), *pixels);
    return pixels;
  }

  /// Decodes to R, G and B, grey, or inks, and scales `part` of them; false when declined.
  bool is_scaled(PlaneDecoder& decoder, const Extent& part, Size target) {
    const Size size = decoder.size();
    const Size enough = size_to_decode(size, part, target);
    if (decoder.has_ycc() && decoder.has_odd_chroma()) {
      const Size sizes[] = {enough, enough, enough};
      const auto extents = decoder.decode_ycc(sizes, decoded_);
      for (std::size_t i = 0; i < 3; ++i) {
        scaler_.scale(decoded_[i], part_of(extents[i], part, size), target, scaled_[i]);
      }
      ycc_to_rgb(scaled_);
      return true;
    }
    const auto extent = decoder.decode_rgb(enough, decoded_);
    for (int i = 0; extent && i < decoder.components(); ++i) {
      scaler_.scale(decoded_[i], part_of(*extent, part, size), target, scaled_[i]);
    }
    return extent.has_value();
  }

  Bitmap put_together(PlaneDecoder& decoder) {
    const int count = decoder.components();
    Bitmap pixels = interleave(scaled_, count);
    if (count < 4) {
      profile_.to_srgb(decoder.profile(), pixels);
      return pixels;
    }
    pixels.is_cmyk = true;
    pixels.profile = Buffer::copy_of(decoder.profile().text());
    return pixels;
  }

  void give_back() {
    work_.shrink_to(kKeptBytes);
    for (Plane& plane : decoded_) plane.shrink_to(kKeptBytes);
    for (Plane& plane : scaled_) plane.shrink_to(kKeptBytes);
  }

  Plane work_, decoded_[4], scaled_[4];
  PlaneScaler scaler_;
  ColourProfile profile_;
};

}  // namespace
}  // namespace accel

accel::PlanarBackend* accel_image_planar_backend() {
  static thread_local accel::Planar backend;
  return &backend;
}
