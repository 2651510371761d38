// SPDX-License-Identifier: Apache-2.0
#include <accel/image.h>

#include "image/header.h"
#include "image/upright.h"

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

void check_quality(int quality) {
  if (quality >= 1 && quality <= 100) return;
  throw JobError("quality must be 1 to 100, not " + std::to_string(quality));
}

}  // namespace

struct Image::State {
  Picture picture;
  Size fitted;  // upright; zero when it is not a thumbnail

  bool is_thumbnail() const { return fitted.width > 0; }
  Size upright() const {
    return is_thumbnail() ? fitted : turned(picture.size, picture.orientation);
  }
};

Image::Image(Bytes encoded) : state_(new State{read_header(encoded), {}}) {}
Image::Image(Image&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
Image& Image::operator=(Image&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}
Image::~Image() { delete state_; }

Size Image::size() const { return state_->is_thumbnail() ? state_->fitted : state_->picture.size; }

std::string_view Image::extension() const { return kind_extension(state_->picture.kind); }

Image Image::thumbnail(Size box) const& {
  if (box.width < 1 || box.height < 1) {
    throw JobError("a thumbnail cannot fit inside " + words(box) +
                   ", each side must be at least 1");
  }
  return Image(new State{state_->picture, fit_inside(state_->upright(), box)});
}

Buffer Image::encode(Format format, EncodeOptions options) const {
  check_phase();
  check_quality(options.quality);
  return encode_upright(state_->picture, state_->upright(), format, options.quality);
}

std::string_view image_extension(Bytes encoded) {
  const auto kind = find_kind(encoded);
  return kind ? kind_extension(*kind) : std::string_view();
}

}  // namespace accel

/// Called by the job's process around a phase that must not compute pixels: `phase` is its name and
/// must stay valid until null allows them again.
extern "C" ACCEL_EXPORT void accel_image_forbid_pixels(const char* phase) {
  accel::forbidding_phase = phase;
}
