// SPDX-License-Identifier: Apache-2.0
// Pictures from encoded bytes and back. An Image is lazy: making one looks at the header only;
// pixels are computed when it is encoded. No image library stands behind this header; the backend
// that decodes is loaded for the first picture that needs it.
#pragma once

#include <accel/convert.h>
#include <accel/export.h>
#include <accel/types.h>

namespace accel {

/// The codecs that `Image::encode` writes.
enum class Format { bmp, jpeg, png, webp, tiff };
ACCEL_ENUM(Format, bmp, jpeg, png, webp, tiff)

/// How `Image::encode` writes. `quality` is 1 to 100 and matters to jpeg and webp only.
struct EncodeOptions {
  int quality = 85;
};

/// One picture (the first frame or page, where a file holds several).
///
/// Not for `prepare()`: computing pixels there would leave threads behind that do not survive the
/// fork of the workers, so it is refused with an Error. Reading a header is allowed anywhere.
class ACCEL_EXPORT Image {
 public:
  /// `encoded` is the file as it is; it must outlive the Image. Throws Error when the bytes are not
  /// those of a known kind of picture, when accel.toml would have to allow that kind and does not,
  /// or when the header is damaged.
  explicit Image(Bytes encoded);
  Image(Image&&) noexcept;
  Image& operator=(Image&&) noexcept;
  ~Image();

  /// Width and height as stored in the header, before any turning by EXIF orientation. For a
  /// thumbnail, the size it will have, upright.
  Size size() const;
  /// The usual file name extension of the encoded bytes, such as "jpg", "png" or "webp".
  std::string_view extension() const;

  /// This picture scaled down to fit inside `box`, never enlarged, sides rounded but at least 1;
  /// turned upright by EXIF, in sRGB, without metadata. Throws Error when `box` has a side below 1.
  Image thumbnail(Size box) const&;

  /// The picture in `format`, upright, in sRGB (or grey), without metadata. Throws Error when it is
  /// larger, or takes longer, than `[images]` of accel.toml allows (268'435'456 pixels, 60
  /// seconds), when it cannot be decoded, or when the file ends early; a partly decoded picture is
  /// never returned. Alpha is laid over white where the format has none.
  Buffer encode(Format format, EncodeOptions options = {}) const;

  struct State;

 private:
  explicit Image(State* state) : state_(state) {}
  State* state_ = nullptr;
};

/// The usual extension of the kind of picture that `encoded` begins with, without a dot, or an
/// empty view when accel does not know its first bytes.
ACCEL_EXPORT std::string_view image_extension(Bytes encoded);

}  // namespace accel
