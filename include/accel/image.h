// SPDX-License-Identifier: Apache-2.0
// Pictures from encoded bytes and back. An Image is lazy: its constructor reads the header only;
// pixels are computed when it is encoded. This header needs no image library; the backend that
// decodes is loaded for the first picture that needs it.
#pragma once

#include <accel/convert.h>
#include <accel/export.h>
#include <accel/types.h>

namespace accel {

/// The codecs that `Image::encode` writes.
enum class Format { bmp, jpeg, png, webp, tiff };
ACCEL_ENUM(Format, bmp, jpeg, png, webp, tiff)

/// How `Image::encode` writes. `quality` is 1 to 100 and affects jpeg and webp only.
struct EncodeOptions {
  int quality = 85;
};

/// One picture (the first frame or page, if a file has several). Computing pixels in `prepare()` is
/// an Error, because it would leave threads behind that do not survive the fork of the workers.
/// Reading a header is allowed anywhere.
class ACCEL_EXPORT Image {
 public:
  /// `encoded` is the whole file; it must outlive the Image. Throws Error if the bytes are not a
  /// known kind of picture, if accel.toml does not allow that kind, or if the header is damaged.
  explicit Image(Bytes encoded);
  Image(Image&&) noexcept;
  Image& operator=(Image&&) noexcept;
  ~Image();

  /// Width and height as stored in the header, before EXIF orientation is applied. For a thumbnail,
  /// the size it will have, upright.
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
