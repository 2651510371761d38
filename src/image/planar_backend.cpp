// SPDX-License-Identifier: Apache-2.0
#include "image/planar_backend.h"

#include "image/colour_profile.h"
#include "image/jpeg_encoder.h"
#include "image/plane.h"
#include "image/plane_decoder.h"
#include "image/plane_scaler.h"

namespace accel {
namespace {

/// What is kept of the memory of one picture for the next.
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
/// under the luma. With an odd side it reaches half a sample further: in the upright picture, to
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

class Planar final : public PlanarBackend {
 public:
  std::optional<Pixels> decode(Bytes encoded, Kind kind, Size target, Budget& budget) override {
    const auto decoder = open(encoded, kind, budget);
    if (!decoder) return std::nullopt;
    const auto extent = decoder->decode_rgb(target, decoded_);
    if (!extent) return std::nullopt;
    for (int i = 0; i < decoder->components(); ++i) {
      scaler_.scale(decoded_[i], *extent, target, scaled_[i]);
    }
    Pixels pixels = put_together(*decoder);
    give_back();
    return pixels;
  }

  /// Without RGB in between only where chroma is stored at half size: the two scalings of chroma
  /// become one. Kept at full size, its rounding would show.
  std::optional<Buffer> recode(Bytes encoded, Kind kind, Size target, int orientation,
                               int quality, Budget& budget) override {
    if (!halves_chroma(quality)) return std::nullopt;
    const auto decoder = open(encoded, kind, budget);
    if (!decoder) return std::nullopt;
    const int count = decoder->components();
    if (count == 3 && profile_.changes(decoder->profile())) return std::nullopt;
    const Size targets[] = {target, half(target), half(target)};
    const auto extents = decoder->decode_ycc(targets, decoded_);
    if (!extents) return std::nullopt;
    for (int i = 0; i < count; ++i) {
      const Extent& whole = (*extents)[static_cast<std::size_t>(i)];
      scaler_.scale(decoded_[i], i == 0 ? whole : under_halved(whole, target, orientation),
                    targets[i], scaled_[i]);
      if (orientation == 1) continue;
      turn_upright(scaled_[i], orientation, decoded_[i]);
      std::swap(scaled_[i], decoded_[i]);
    }
    Buffer file = accel::encode_jpeg(scaled_, count, quality);
    give_back();
    return file;
  }

  Buffer encode_jpeg(const Pixels& pixels, int quality) override {
    return accel::encode_jpeg(pixels, quality);
  }

 private:
  std::unique_ptr<PlaneDecoder> open(Bytes encoded, Kind kind, Budget& budget) {
    switch (kind) {
      case Kind::jpeg: return open_jpeg(encoded, budget);
      case Kind::png: return open_png(encoded, work_);
      case Kind::webp: return open_webp(encoded, work_);
      default: return nullptr;
    }
  }

  Pixels put_together(PlaneDecoder& decoder) {
    if (decoder.components() == 1) return to_grey(scaled_[0]);
    if (decoder.components() == 3) {
      Pixels pixels = interleave<3>(scaled_);
      profile_.to_srgb(decoder.profile(), pixels);
      return pixels;
    }
    Pixels inks = interleave<4>(scaled_);
    inks.is_cmyk = true;
    inks.profile = Buffer::copy_of(decoder.profile().text());
    return inks;
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
