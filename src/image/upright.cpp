// SPDX-License-Identifier: Apache-2.0
#include "image/upright.h"

#include "image/backend.h"
#include "image/bmp.h"
#include "image/header.h"
#include "image/limits.h"
#include "image/planar_backend.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace accel {
namespace {

using BitmapOrFile = std::variant<Bitmap, Buffer>;

/// Tried first, so that a pipeline of these never loads libvips.
bool is_often_planar(Kind kind) {
  return kind == Kind::jpeg || kind == Kind::png || kind == Kind::webp;
}

/// What is to be decoded of the stored picture.
struct StoredPart {
  const Picture& picture;
  Extent part;
  Size target;

  bool is_whole() const { return part == whole(picture.size); }
  bool is_enlarged() const { return target.width > part.x.length || target.height > part.y.length; }
};

Bitmap decode_by_libvips(const Picture& picture, Size target, Budget& budget) {
  Bitmap pixels = backend().decode(picture, target, budget);
  if (pixels.profile.size() > 0) planar_backend().apply_profile(pixels);
  return pixels;
}

/// libvips takes large pictures, and only scales them down. When it enlarges (8.14), a picture
/// moves by half a pixel of the new ones.
Bitmap resized(Bitmap pixels, Size target) {
  const Size size = pixels.size;
  if (!is_small_enough(size)) {
    const Size least{std::min(size.width, target.width), std::min(size.height, target.height)};
    pixels = backend().resize(pixels, least);
  }
  return pixels.size == target ? std::move(pixels) : planar_backend().resize(pixels, target);
}

Bitmap decode_own(const Picture& picture, Size target) {
  Bitmap pixels = decode_bmp(picture.encoded);
  check_decoded(picture, pixels.size);
  return resized(std::move(pixels), target);
}

/// All of a picture, neither side of `target` above the stored one.
Bitmap decode_whole(const Picture& picture, Size target, Budget& budget) {
  if (picture.kind == Kind::bmp) return decode_own(picture, target);
  return decode_by_libvips(picture, target, budget);
}

/// A part in whole pixels.
Rect pixels_of(const Extent& part, Size size) {
  const auto side = [](const Span& span, int all) {
    const int first = std::clamp(static_cast<int>(std::lround(span.start)), 0, all - 1);
    const int end =
        std::clamp(static_cast<int>(std::lround(span.start + span.length)), first + 1, all);
    return std::pair(first, end - first);
  };
  const auto [x, width] = side(part.x, size.width);
  const auto [y, height] = side(part.y, size.height);
  return {x, y, width, height};
}

/// Without the planar backend: what is scaled up, or cut, is decoded first, the part to whole
/// pixels.
Bitmap decode_otherwise(const StoredPart& stored, Budget& budget) {
  const Size size = stored.picture.size;
  Bitmap pixels;
  if (stored.is_whole()) {
    const Size least{std::min(size.width, stored.target.width),
                     std::min(size.height, stored.target.height)};
    pixels = decode_whole(stored.picture, least, budget);
  } else {
    pixels = cut(decode_whole(stored.picture, size, budget), pixels_of(stored.part, size));
  }
  return resized(std::move(pixels), stored.target);
}

/// Not turned; but a file, which is made where it can be without RGB in between, is upright.
BitmapOrFile decode_stored(const StoredPart& stored, std::optional<int> jpeg_quality,
                           Budget& budget) {
  if (is_often_planar(stored.picture.kind)) {
    auto made =
        planar_backend().decode(stored.picture, stored.part, stored.target, jpeg_quality, budget);
    if (auto* file = std::get_if<Buffer>(&made)) return std::move(*file);
    if (auto* pixels = std::get_if<Bitmap>(&made)) {
      return pixels->is_cmyk ? backend().convert_inks(*pixels) : std::move(*pixels);
    }
  }
  return decode_otherwise(stored, budget);
}

BitmapOrFile make_upright(const Picture& picture, const ScaledPart& shown,
                          std::optional<int> jpeg_quality) {
  check_pixels(picture.size);
  check_pixels(shown.size);
  Budget budget = new_budget();
  check_end(picture);
  const int turn = picture.orientation;
  const StoredPart stored{picture, turned_back(shown.part, turn, picture.size),
                          turned(shown.size, turn)};
  if (!stored.is_whole() || stored.is_enlarged()) jpeg_quality.reset();
  auto made = decode_stored(stored, jpeg_quality, budget);
  if (auto* pixels = std::get_if<Bitmap>(&made)) return turn_upright(std::move(*pixels), turn);
  return made;
}

}  // namespace

Buffer encode_bitmap(Bitmap pixels, Format format, int quality) {
  if (format != Format::jpeg && format != Format::bmp) {
    return backend().encode(pixels, format, quality);
  }
  pixels = lay_over_white(std::move(pixels));
  if (format == Format::bmp) return encode_bmp(pixels);
  return planar_backend().encode_jpeg(pixels, quality);
}

ScaledPart fitted(const Picture& picture, Size box) {
  const Size upright = turned(picture.size, picture.orientation);
  return {whole(upright), fit_inside(upright, box)};
}

Bitmap decode_upright(const Picture& picture, const ScaledPart& shown) {
  return std::get<Bitmap>(make_upright(picture, shown, std::nullopt));
}

Buffer encode_upright(const Picture& picture, const ScaledPart& shown, Format format, int quality) {
  const auto jpeg_quality = format == Format::jpeg ? std::optional(quality) : std::nullopt;
  auto made = make_upright(picture, shown, jpeg_quality);
  if (auto* file = std::get_if<Buffer>(&made)) return std::move(*file);
  return encode_bitmap(std::get<Bitmap>(std::move(made)), format, quality);
}

}  // namespace accel
