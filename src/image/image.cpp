// SPDX-License-Identifier: Apache-2.0
#include <accel/image.h>

#include "image/header.h"
#include "image/limits.h"
#include "image/pixel_memory.h"
#include "image/upright.h"

#include <accel/error.h>
#include <accel/pixels.h>

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

void check_box(const char* what, Size box) {
  if (box.width >= 1 && box.height >= 1) return;
  throw JobError(std::string(what) + words(box) + ", each side must be at least 1");
}

/// What Fit::cover keeps of a picture of `size`: its middle, in the proportions of `box`.
Extent middle(Size size, Size box) {
  Extent part = whole(size);
  const double width = 1.0 * size.height * box.width / box.height;
  const double height = 1.0 * size.width * box.height / box.width;
  if (width < size.width) part.x = {(size.width - width) / 2, width};
  if (height < size.height) part.y = {(size.height - height) / 2, height};
  return part;
}

}  // namespace

struct Image::State {
  Picture picture;
  ScaledPart shown{whole(turned(picture.size, picture.orientation)),
                   turned(picture.size, picture.orientation)};
  Size canvas = shown.size;  ///< that it is in the middle of
  Colour fill{};
  bool is_changed = false;

  /// For a change: what lies on a canvas has no sides of its own any more.
  State changed(const char* what) const {
    if (canvas != shown.size) {
      throw JobError(std::string("cannot ") + what +
                     " a picture after Fit::contain has filled it up")
          .set_hint("do it before, or to its pixels()");
    }
    State copy = *this;
    copy.is_changed = true;
    return copy;
  }
  /// `inside` is a part of what is shown.
  void show(const Extent& inside, Size size) {
    shown = {part_of(shown.part, inside, shown.size), size};
    canvas = size;
  }
};

Image::Image(Bytes encoded) : state_(new State{read_header(encoded)}) {}
Image::Image(Image&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
Image& Image::operator=(Image&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}
Image::~Image() { delete state_; }

Size Image::size() const { return state_->is_changed ? state_->canvas : state_->picture.size; }

Size Image::upright_size() const { return state_->canvas; }

std::string_view Image::extension() const { return kind_extension(state_->picture.kind); }

Image Image::thumbnail(Size box) const& {
  check_box("a thumbnail cannot fit inside ", box);
  State made = state_->changed("scale");
  made.show(whole(made.shown.size), fit_inside(made.shown.size, box));
  return Image(new State(std::move(made)));
}

Image Image::resize(Size size, Fit fit, Colour fill) const& {
  check_box("a picture cannot have ", size);
  State made = state_->changed("scale");
  const Size before = made.shown.size;
  made.show(fit == Fit::cover ? middle(before, size) : whole(before),
            fit == Fit::contain ? scaled_into(before, size) : size);
  made.canvas = size;
  made.fill = fill;
  return Image(new State(std::move(made)));
}

Image Image::crop(Rect part) const& {
  State made = state_->changed("cut");
  detail::check_part(part, made.shown.size);
  const auto span = [](int start, int length) {
    return Span{static_cast<double>(start), static_cast<double>(length)};
  };
  made.show({span(part.x, part.width), span(part.y, part.height)}, {part.width, part.height});
  return Image(new State(std::move(made)));
}

Pixels Image::pixels(Colours colours) const {
  check_phase();
  check_pixels(state_->canvas);
  Bitmap pixels = in_colours(decode_upright(state_->picture, state_->shown), colours);
  return to_pixels(in_colours(on_canvas(std::move(pixels), state_->canvas, state_->fill), colours));
}

Buffer Image::encode(Format format, EncodeOptions options) const {
  check_phase();
  check_quality(options.quality);
  if (state_->canvas == state_->shown.size) {
    return encode_upright(state_->picture, state_->shown, format, options.quality);
  }
  check_pixels(state_->canvas);
  Bitmap pixels = decode_upright(state_->picture, state_->shown);
  return encode_bitmap(on_canvas(std::move(pixels), state_->canvas, state_->fill), format,
                       options.quality);
}

Buffer encode(const Pixels& pixels, Format format, EncodeOptions options) {
  check_phase();
  check_quality(options.quality);
  if (pixels.empty()) throw Error("an empty picture cannot be encoded");
  return encode_bitmap(to_bitmap(pixels), format, options.quality);
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
