// SPDX-License-Identifier: Apache-2.0
#include <accel/image.h>

#include "image/backend.h"
#include "image/bmp.h"
#include "image/header.h"
#include "image/limits.h"
#include "image/pixels.h"
#include "image/planar_backend.h"

#include <accel/error.h>

#include <string>
#include <utility>

namespace accel {
namespace {

const char* forbidding_phase = nullptr;

void check_phase() {
  if (!forbidding_phase) return;
  throw Error("pictures cannot be decoded in " + std::string(forbidding_phase) +
              "(): that starts threads, which do not survive the fork of the workers")
      .set_hint("do it in analysis() or synthesis()");
}

std::string words(Size size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

void check_quality(int quality) {
  if (quality >= 1 && quality <= 100) return;
  throw JobError("quality must be 1 to 100, not " + std::to_string(quality));
}

/// Asked first, so that a pipeline of these never loads libvips.
bool is_often_planar(Kind kind) {
  return kind == Kind::jpeg || kind == Kind::png || kind == Kind::webp;
}

Pixels decode_stored(Bytes encoded, Kind kind, Size target, Budget& budget) {
  if (is_often_planar(kind)) {
    auto pixels = planar_backend().decode(encoded, kind, target, budget);
    if (pixels) return pixels->is_cmyk ? backend().convert_inks(*pixels) : std::move(*pixels);
  }
  if (kind != Kind::bmp) return backend().decode(encoded, kind, target, budget);
  Pixels pixels = decode_bmp(encoded);
  return pixels.size == target ? std::move(pixels) : backend().resize(pixels, target);
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

struct Image::State {
  Bytes encoded;
  Kind kind;
  Size stored;
  Size fitted;  // upright; zero when it is not a thumbnail

  int orientation() const { return read_orientation(encoded, kind); }
  Size upright() const { return fitted.width > 0 ? fitted : turned(stored, orientation()); }

  Buffer encode(Format format, int quality) const {
    check_pixels(stored);
    Budget budget = new_budget();
    check_end(encoded, kind);
    const int turn = orientation();
    const Size target = fitted.width > 0 ? turned(fitted, turn) : stored;
    if (format == Format::jpeg && is_often_planar(kind)) {
      auto file = planar_backend().recode(encoded, kind, target, turn, quality, budget);
      if (file) return std::move(*file);
    }
    Pixels pixels = decode_stored(encoded, kind, target, budget);
    return encode_pixels(turn_upright(std::move(pixels), turn), format, quality);
  }
};

Image::Image(Bytes encoded) {
  const Kind kind = kind_of(encoded);
  check_allowed(kind);
  state_ = new State{encoded, kind, read_size(encoded, kind), {}};
}
Image::Image(Image&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
Image& Image::operator=(Image&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}
Image::~Image() { delete state_; }

Size Image::size() const { return state_->fitted.width > 0 ? state_->fitted : state_->stored; }

std::string_view Image::extension() const { return kind_extension(state_->kind); }

Image Image::thumbnail(Size box) const& {
  if (box.width < 1 || box.height < 1) {
    throw JobError("a thumbnail cannot fit inside " + words(box) + ", each side must be at least 1");
  }
  return Image(
      new State{state_->encoded, state_->kind, state_->stored, fit_inside(state_->upright(), box)});
}

Buffer Image::encode(Format format, EncodeOptions options) const {
  check_phase();
  check_quality(options.quality);
  return state_->encode(format, options.quality);
}

std::string_view image_extension(Bytes encoded) {
  const auto kind = find_kind(encoded);
  return kind ? kind_extension(*kind) : std::string_view();
}

}  // namespace accel

/// Called by the job runner around a phase that must not compute pixels: `phase` is its name and
/// must outlive the refusal; null allows them again.
extern "C" ACCEL_EXPORT void accel_image_forbid_pixels(const char* phase) {
  accel::forbidding_phase = phase;
}
