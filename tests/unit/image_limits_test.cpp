// SPDX-License-Identifier: Apache-2.0
// What accel.toml says of pictures: which kinds are read, and what one may take.
#include "image/limits.h"
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

namespace accel {
namespace {

ImageSettings with_pixels(std::int64_t most) { return {.loaders = {}, .max_pixels = most}; }
ImageSettings with_seconds(int most) { return {.loaders = {}, .max_seconds = most}; }

/// Limits for a test, and the usual ones after it.
class Limited {
 public:
  explicit Limited(const ImageSettings& settings) { accel_image_set_limits(settings); }
  ~Limited() { accel_image_set_limits({}); }
};

File file_of(std::string_view text) { return {text.begin(), text.end()}; }

File make_svg() {
  return file_of(
      "<?xml version=\"1.0\"?>\n<!-- <html> --> <!DOCTYPE svg>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"48\">"
      "<rect width=\"40\" height=\"24\" fill=\"#f00\"/>"
      "<rect x=\"40\" width=\"40\" height=\"24\" fill=\"#0f0\"/>"
      "<rect y=\"24\" width=\"40\" height=\"24\" fill=\"#00f\"/>"
      "<rect x=\"40\" y=\"24\" width=\"40\" height=\"24\" fill=\"#fff\"/></svg>");
}

std::string thumbnail_error(const File& file, Format format = Format::bmp) {
  try {
    Image(file).thumbnail({40, 40}).encode(format);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(ImageLimits, KindsThatLibvipsDoesNotTrustAreRejectedByName) {
  const std::pair<std::string, File> kinds[] = {
      {"SVG is not read by default; allow it in accel.toml: [images] loaders = [\"svg\"]",
       make_svg()},
      {"PPM is not read by default; allow it in accel.toml: [images] loaders = [\"ppm\"]",
       make_picture(".ppm", {8, 8})},
      {"JPEG 2000 is not read by default; allow it in accel.toml: [images] loaders = [\"jp2k\"]",
       make_picture(".jp2", {8, 8})},
      {"JPEG XL is not read by default; allow it in accel.toml: [images] loaders = [\"jxl\"]",
       make_picture(".jxl", {8, 8})},
      {"Radiance is not read by default; allow it in accel.toml: [images] loaders = [\"rad\"]",
       make_picture(".hdr", {8, 8})},
      {"PDF is not read by default; allow it in accel.toml: [images] loaders = [\"pdf\"]",
       file_of("%PDF-1.4\n")}};
  for (const auto& [refusal, file] : kinds) EXPECT_EQ(thumbnail_error(file), refusal);
}

TEST(ImageLimits, KindsThatAreAllowedAreRead) {
  const std::pair<const char*, File> kinds[] = {{"svg", make_svg()},
                                                {"ppm", make_picture(".ppm", {80, 48})},
                                                {"jp2k", make_picture(".jp2[lossless]", {80, 48})},
                                                {"jxl", make_picture(".jxl[Q=100]", {80, 48})},
                                                {"rad", make_picture(".hdr", {80, 48})}};
  for (const auto& [loader, file] : kinds) {
    {
      const Limited limited({.loaders = {loader}});
      EXPECT_EQ(Image(file).size(), (Size{80, 48}));
      EXPECT_EQ(quarters_of(Image(file).thumbnail({40, 40}).encode(Format::png)),
                "red green blue white")
          << loader;
    }
    const Limited others({.loaders = {"svg2", "sv", "vg", "rad2"}});
    EXPECT_NE(thumbnail_error(file).find("is not read by default"), std::string::npos);
  }
}

TEST(ImageLimits, TextIsNoPicture) {
  for (const char* text :
       {"<html><svg></svg></html>", "<!-- no end", "<?", "P6", "P7 332", "P6 x", "P6\n"}) {
    EXPECT_EQ(thumbnail_error(file_of(text)).find("not an image"), 0U) << text;
  }
}

TEST(ImageLimits, APictureOfMorePixelsIsRejectedBeforeItIsDecoded) {
  const Limited limited(with_pixels(1000));
  for (const char* suffix : {".jpg", ".png", ".gif", ".webp", ".tif", ".heic", ".avif"}) {
    EXPECT_EQ(thumbnail_error(make_picture(suffix, {40, 26})),
              "image too large: 40x26 is above max_pixels, 1000")
        << suffix;
    EXPECT_EQ(thumbnail_error(make_picture(suffix, {40, 25})), "no error") << suffix;
  }
  EXPECT_EQ(thumbnail_error(make_bmp({40, 26}, 24, false)),
            "image too large: 40x26 is above max_pixels, 1000");
}

TEST(ImageLimits, APictureWhoseDecoderHoldsTooMuchIsRejected) {
  const Limited limited(with_pixels(64 * 64));
  EXPECT_EQ(thumbnail_error(make_picture(".png[interlace]", {64, 64}, StoredColours::rgb16)),
            "image too large: its decoder takes 24576 bytes, more than 4 for each of max_pixels, "
            "4096");
  EXPECT_EQ(thumbnail_error(make_picture(".png[interlace]", {64, 64}, StoredColours::rgba)),
            "no error");
  // Whole blocks are held, of a picture that is one pixel wide.
  EXPECT_EQ(thumbnail_error(make_picture(".jpg[interlace,subsample-mode=off]", {1, 4096})),
            "image too large: its decoder takes 196608 bytes, more than 8 for each of max_pixels, "
            "4096");
  EXPECT_EQ(thumbnail_error(make_picture(".jpg[subsample-mode=off]", {1, 4096})), "no error");
}

TEST(ImageLimits, APictureOfMaxPixelsIsReadWhereItsDecoderHoldsLittle) {
  const Limited limited(with_pixels(64 * 64));
  for (const char* suffix : {".png", ".tif", ".tif[tile,tile-width=16,tile-height=16]"}) {
    EXPECT_EQ(thumbnail_error(make_picture(suffix, {64, 64}, StoredColours::rgb16)), "no error")
        << suffix;
  }
  for (const char* suffix : {".jpg[interlace]", ".jpg[interlace,subsample-mode=off]"}) {
    EXPECT_EQ(thumbnail_error(make_picture(suffix, {64, 64})), "no error") << suffix;
  }
  EXPECT_EQ(thumbnail_error(make_picture(".jpg[interlace]", {64, 64}, StoredColours::cmyk)),
            "no error");
}

/// The zlib stream of a PNG's pixels.
File pixel_stream(const File& png) {
  File stream;
  for (std::size_t at = 8; at + 12 <= png.size();) {
    const std::size_t size = std::size_t{png[at]} << 24 | std::size_t{png[at + 1]} << 16 |
                             std::size_t{png[at + 2]} << 8 | png[at + 3];
    const auto type = png.begin() + static_cast<std::ptrdiff_t>(at + 4);
    if (std::string_view(reinterpret_cast<const char*>(&*type), 4) == "IDAT") {
      stream.insert(stream.end(), type + 4, type + 4 + static_cast<std::ptrdiff_t>(size));
    }
    at += 12 + size;
  }
  return stream;
}

TEST(ImageLimits, TextsOfAPngAreNotInflated) {
  // 7 MB each, 4 GB together, which libpng would inflate for seconds. A transparent colour makes it
  // a picture that is not decoded by us.
  File text{'k', 0, 0};
  const File stream = pixel_stream(make_picture(".png", {2700, 2700}, StoredColours::grey));
  text.insert(text.end(), stream.begin(), stream.end());
  std::vector<std::pair<std::string, File>> chunks(600, {"zTXt", text});
  chunks.emplace_back("tRNS", File{0, 1, 0, 2, 0, 3});
  const File png = make_png({1, 2}, 2, {0, 10, 20, 30, 0, 40, 50, 60}, chunks);
  const Limited limited(with_seconds(1));
  EXPECT_EQ(thumbnail_error(png), "no error");
}

TEST(ImageLimits, AGifWhoseFrameIsLargerThanItSaysIsRejected) {
  File gif = file_of("GIF89a");
  // A screen of 1x1; a frame of 60000x60000, of one colour.
  gif.insert(gif.end(), {1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255});
  gif.insert(gif.end(), {0x2c, 0, 0, 0, 0, 0x60, 0xea, 0x60, 0xea, 0, 2, 2, 0x4c, 1, 0, 0x3b});
  EXPECT_NE(thumbnail_error(gif), "no error");
}

TEST(ImageLimits, APictureThatTakesTooLongIsAnError) {
  const Limited limited(with_seconds(0));
  for (const char* suffix : {".jpg", ".jpg[interlace]", ".tif", ".gif", ".png[interlace]"}) {
    for (Format format : {Format::bmp, Format::jpeg}) {
      EXPECT_EQ(thumbnail_error(make_picture(suffix, {300, 200}), format),
                "image takes too long: more than max_seconds, 0, of processor time")
          << suffix;
    }
  }
  const Limited again({});
  EXPECT_EQ(thumbnail_error(make_picture(".tif", {300, 200})), "no error");
}

}  // namespace
}  // namespace accel
