// SPDX-License-Identifier: Apache-2.0
// The image library's interface for commands (image/pictures.h).
#include "image/pictures.h"

#include "image/header.h"
#include "image/limits.h"
#include "image/sheet.h"
#include "image/upright.h"

namespace accel {
namespace {

/// The JPEG quality of an enlarged picture in a page.
constexpr int kEnlargedQuality = 88;

Raster to_raster(const Bitmap& rgb) {
  return {rgb.size, {rgb.data.data(), rgb.data.data() + rgb.data.size()}};
}

class ImagePictures final : public Pictures {
 public:
  void set_limits(const ImageSettings& settings) override { accel_image_set_limits(settings); }

  std::string_view web_type(Bytes encoded) override {
    const auto kind = find_kind(encoded);
    if (kind == Kind::jpeg) return "image/jpeg";
    if (kind == Kind::png) return "image/png";
    if (kind == Kind::webp) return "image/webp";
    if (kind == Kind::gif) return "image/gif";
    return "";
  }

  bool is_picture(Bytes encoded) override { return find_kind(encoded).has_value(); }

  Size size_of(Bytes encoded) override {
    const Picture picture = read_header(encoded);
    return turned(picture.size, picture.orientation);
  }

  Raster thumbnail(Bytes encoded, Size box) override {
    const Picture picture = read_header(encoded);
    return to_raster(in_colours(decode_upright(picture, fitted(picture, box)), Colours::rgb));
  }

  Buffer thumbnail_file(Bytes encoded, Size box) override {
    const Picture picture = read_header(encoded);
    return encode_upright(picture, fitted(picture, box), Format::jpeg, kEnlargedQuality);
  }

  Buffer draw(const SheetPage& page, SheetFormat format) override {
    return draw_sheet(page, format);
  }
};

}  // namespace
}  // namespace accel

accel::Pictures* accel_image_pictures() {
  static accel::ImagePictures pictures;
  return &pictures;
}
