// SPDX-License-Identifier: Apache-2.0
// What commands get of the image library (base/pictures.h).
#include "base/pictures.h"

#include "image/bmp.h"
#include "image/kind.h"
#include "image/limits.h"
#include "image/sheet.h"

#include <accel/image.h>

#include <limits>

namespace accel {
namespace {

/// Of what an enlarged picture in a page is worth.
constexpr int kQuality = 88;

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
    constexpr std::int32_t any = std::numeric_limits<std::int32_t>::max();
    return Image(encoded).thumbnail({any, any}).size();
  }

  Raster thumbnail(Bytes encoded, Size box) override {
    const Pixels pixels = decode_bmp(Image(encoded).thumbnail(box).encode(Format::bmp));
    return {pixels.size, {pixels.data.data(), pixels.data.data() + pixels.data.size()}};
  }

  Buffer thumbnail_file(Bytes encoded, Size box) override {
    return Image(encoded).thumbnail(box).encode(Format::jpeg, {kQuality});
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
