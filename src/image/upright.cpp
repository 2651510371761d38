// SPDX-License-Identifier: Apache-2.0
#include "image/upright.h"

#include "image/backend.h"
#include "image/bmp.h"
#include "image/header.h"
#include "image/limits.h"
#include "image/planar_backend.h"

#include <utility>
#include <variant>

namespace accel {
namespace {

using PixelsOrFile = std::variant<Pixels, Buffer>;

/// Tried first, so that a pipeline of these never loads libvips.
bool is_often_planar(Kind kind) {
  return kind == Kind::jpeg || kind == Kind::png || kind == Kind::webp;
}

Pixels decode_by_libvips(const Picture& picture, Size target, Budget& budget) {
  Pixels pixels = backend().decode(picture, target, budget);
  if (pixels.profile.size() > 0) planar_backend().apply_profile(pixels);
  return pixels;
}

Pixels decode_own(const Picture& picture, Size target) {
  Pixels pixels = decode_bmp(picture.encoded);
  check_decoded(picture, pixels.size);
  return pixels.size == target ? std::move(pixels) : backend().resize(pixels, target);
}

/// Not turned; but a file, which is made where it can be without RGB in between, is upright.
PixelsOrFile decode_stored(const Picture& picture, Size target, std::optional<int> jpeg_quality,
                           Budget& budget) {
  if (is_often_planar(picture.kind)) {
    auto made = planar_backend().decode(picture, target, jpeg_quality, budget);
    if (auto* file = std::get_if<Buffer>(&made)) return std::move(*file);
    if (auto* pixels = std::get_if<Pixels>(&made)) {
      return pixels->is_cmyk ? backend().convert_inks(*pixels) : std::move(*pixels);
    }
  }
  if (picture.kind == Kind::bmp) return decode_own(picture, target);
  return decode_by_libvips(picture, target, budget);
}

PixelsOrFile make_upright(const Picture& picture, Size size, std::optional<int> jpeg_quality) {
  check_pixels(picture.size);
  Budget budget = new_budget();
  check_end(picture);
  const int turn = picture.orientation;
  auto made = decode_stored(picture, turned(size, turn), jpeg_quality, budget);
  if (auto* pixels = std::get_if<Pixels>(&made)) return turn_upright(std::move(*pixels), turn);
  return made;
}

Buffer encode_pixels(Pixels pixels, Format format, int quality) {
  if (format != Format::jpeg && format != Format::bmp) {
    return backend().encode(pixels, format, quality);
  }
  pixels = lay_over_white(std::move(pixels));
  if (format == Format::bmp) return encode_bmp(pixels);
  return planar_backend().encode_jpeg(pixels, quality);
}

}  // namespace

Size fitted(const Picture& picture, Size box) {
  return fit_inside(turned(picture.size, picture.orientation), box);
}

Pixels decode_upright(const Picture& picture, Size size) {
  return std::get<Pixels>(make_upright(picture, size, std::nullopt));
}

Buffer encode_upright(const Picture& picture, Size size, Format format, int quality) {
  const auto jpeg_quality = format == Format::jpeg ? std::optional(quality) : std::nullopt;
  auto made = make_upright(picture, size, jpeg_quality);
  if (auto* file = std::get_if<Buffer>(&made)) return std::move(*file);
  return encode_pixels(std::get<Pixels>(std::move(made)), format, quality);
}

}  // namespace accel
