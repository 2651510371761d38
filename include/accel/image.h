// SPDX-License-Identifier: Apache-2.0
// Pictures from encoded bytes and back. An Image is lazy: its constructor reads the header only;
// pixels are computed when they are asked for, or when it is encoded. This header needs no image
// library; the backend that decodes is loaded for the first picture that needs it.
#pragma once

#include <accel/convert.h>
#include <accel/export.h>
#include <accel/types.h>

#include <optional>

namespace accel {

/// The codecs that `Image::encode` writes.
enum class Format { bmp, jpeg, png, webp, tiff };
ACCEL_ENUM(Format, bmp, jpeg, png, webp, tiff)

/// How `Image::encode` writes. `quality` is 1 to 100 and affects jpeg and webp only.
struct EncodeOptions {
  int quality = 85;
};

/// How `Image::resize` makes a picture fill a box of other proportions.
enum class Fit {
  contain,  ///< all of the picture, in the middle; the rest of the box is filled with one colour
  cover,    ///< the middle of the picture: what does not fit is cut off
  stretch,  ///< all of the picture, in the proportions of the box
};
ACCEL_ENUM(Fit, contain, cover, stretch)

/// What the bands of pixels are, each from 0 to 255.
enum class Colours {
  grey,  ///< one: luma, (299 R + 587 G + 114 B) / 1000 (ITU-R BT.601)
  rgb,   ///< three: red, green and blue, in sRGB
  rgba,  ///< four: alpha is not multiplied into the colours; 255 if the picture has none
};
ACCEL_ENUM(Colours, grey, rgb, rgba)

/// One colour in sRGB.
struct Colour {
  std::uint8_t red = 255;
  std::uint8_t green = 255;
  std::uint8_t blue = 255;
};

template <class T>
concept SampleType =
    std::same_as<T, std::uint8_t> || std::same_as<T, std::uint16_t> || std::same_as<T, float>;
template <SampleType T>
class BasicPixels;
using Pixels = BasicPixels<std::uint8_t>;  ///< see <accel/pixels.h>
using Pixels16 = BasicPixels<std::uint16_t>;
using FloatPixels = BasicPixels<float>;

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

  /// Width and height as stored in the header, before EXIF orientation is applied. For a picture
  /// that was scaled or cut, the size it will have, upright.
  Size size() const;
  /// Width and height as the picture is seen: what `pixels` and `encode` give, and `crop` cuts.
  Size upright_size() const;
  /// The usual file name extension of the encoded bytes, such as "jpg", "png" or "webp".
  std::string_view extension() const;

  /// This picture scaled down to fit inside `box`, never enlarged, sides rounded but at least 1;
  /// turned upright by EXIF, in sRGB, without metadata. Throws Error when `box` has a side below 1.
  Image thumbnail(Size box) const&;

  /// This picture in exactly `size`, enlarged if necessary; else like `thumbnail`. `fill` is for
  /// what Fit::contain leaves free. Throws Error when `size` has a side below 1. If it has more
  /// pixels than `[images]` of accel.toml allows, `pixels` and `encode` throw Error.
  Image resize(Size size, Fit fit, Colour fill = {}) const&;

  /// A part of this picture as it is seen, which has `upright_size`. A part of a JPEG that is
  /// scaled afterwards is decoded no larger than necessary. Throws Error when `part` is empty, or
  /// not inside.
  Image crop(Rect part) const&;

  /// The pixels: upright, in sRGB or grey. Alpha is laid over white unless they are to have it.
  /// Throws Error as `encode` does. Needs <accel/pixels.h>.
  Pixels pixels(Colours colours = Colours::rgb) const;

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

/// When, how and where a picture was taken, as its EXIF says. A value is absent if EXIF has none,
/// or one that cannot be right. The text of a tag is UTF-8 of at most 256 bytes, without control
/// characters.
struct Exif {
  std::optional<DateTime> taken_at;    ///< by the clock of the camera, in its own time zone
  std::optional<int> utc_offset;       ///< of that time zone, in minutes; to the east is positive
  std::optional<std::string> camera;   ///< the model, after the maker if the model lacks it
  std::optional<std::string> lens;     ///< its model
  std::optional<double> exposure;      ///< in seconds; above 0, like the next three
  std::optional<double> f_number;      ///< 2.8 for f/2.8
  std::optional<int> iso;              ///< the sensitivity
  std::optional<double> focal_length;  ///< in millimetres, of the lens itself
  std::optional<int> orientation;      ///< 1 to 8: how to turn the stored pixels
  std::optional<double> latitude;      ///< in degrees; north is positive
  std::optional<double> longitude;     ///< in degrees; east is positive; present if latitude is
};

/// Reads no pixels. `encoded` is the whole file. Damaged EXIF counts as absent. Throws Error as the
/// constructor of Image does.
ACCEL_EXPORT Exif exif(Bytes encoded);

/// The usual extension of the kind of picture that `encoded` begins with, without a dot, or an
/// empty view when accel does not know its first bytes.
ACCEL_EXPORT std::string_view image_extension(Bytes encoded);

}  // namespace accel
