// SPDX-License-Identifier: Apache-2.0
// PNG and WebP that are decoded without libvips: the same pixels as with it; and what is odd about
// a file is left to libvips, without harm.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace accel {
namespace {

constexpr Size kSizes[] = {{1, 1}, {2, 3}, {5, 4}, {15, 2}, {16, 16}, {17, 5}, {300, 70}};

bool is_libvips_loaded() {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find("libaccel_vips.so") != std::string::npos;
}

/// The first bands of what libvips makes of the file, grey as colour: what a BMP holds.
std::vector<std::uint8_t> colours_by_libvips(const File& file) {
  const Decoded picture = decode(file);
  const auto bands = static_cast<std::size_t>(picture.bands);
  std::vector<std::uint8_t> rgb;
  for (std::size_t i = 0; i < picture.pixels.size(); i += bands) {
    for (std::size_t band = 0; band < 3; ++band) {
      rgb.push_back(picture.pixels[i + (bands < 3 ? 0 : band)]);
    }
  }
  return rgb;
}

void expect_same_as_libvips(const File& file, const std::string& name) {
  EXPECT_EQ(decode(Image(file).encode(Format::bmp)).pixels, colours_by_libvips(file)) << name;
}

/// What a file comes to: its pixels, or "error".
std::string outcome(const File& file) {
  try {
    const Decoded picture = decode(Image(file).encode(Format::bmp));
    return std::string(picture.pixels.begin(), picture.pixels.end());
  } catch (const Error&) {
    return "error";
  }
}

TEST(ImagePlanar, PngHasTheSamePixelsAsByLibvipsWithEachFilter) {
  const bool before = is_libvips_loaded();
  for (const char* filter : {"none", "sub", "up", "avg", "paeth", "all"}) {
    for (int bands : {1, 3, 4}) {
      for (Size size : kSizes) {
        const std::string suffix = std::string(".png[filter=") + filter + "]";
        expect_same_as_libvips(make_noise(suffix, size, bands), suffix + std::to_string(bands));
      }
    }
  }
  EXPECT_EQ(is_libvips_loaded(), before);
}

TEST(ImagePlanar, PngWithAPaletteHasTheSamePixelsAsByLibvips) {
  const bool before = is_libvips_loaded();
  for (Size size : kSizes) {
    expect_same_as_libvips(make_noise(".png[palette,bitdepth=8]", size, 3), "palette");
  }
  EXPECT_EQ(is_libvips_loaded(), before);
}

TEST(ImagePlanar, WebpHasTheSamePixelsAsByLibvips) {
  const bool before = is_libvips_loaded();
  for (const char* suffix : {".webp[strip]", ".webp[lossless,strip]", ".webp"}) {
    for (Size size : kSizes) expect_same_as_libvips(make_noise(suffix, size, 3), suffix);
  }
  EXPECT_EQ(is_libvips_loaded(), before);
}

TEST(ImagePlanar, ThumbnailsOfPngAndWebpNeedNoLibvips) {
  const bool before = is_libvips_loaded();
  for (const char* suffix : {".png", ".webp"}) {
    const File file = make_noise(suffix, {300, 70}, 3);
    for (Format format : {Format::bmp, Format::jpeg}) {
      for (int quality : {80, 95}) {
        const Buffer small = Image(file).thumbnail({100, 100}).encode(format, {.quality = quality});
        EXPECT_EQ(decode(small).size, (Size{100, 23}));
      }
    }
  }
  EXPECT_EQ(is_libvips_loaded(), before);
}

TEST(ImagePlanar, PngWithAnAlphaThatHidesNothingIsRgb) {
  const File file = make_noise(".png", {17, 5}, 4);
  ASSERT_EQ(decode(file).bands, 4);
  EXPECT_EQ(decode(Image(file).encode(Format::png)).bands, 3);
}

TEST(ImagePlanar, OddPngIsLeftToLibvips) {
  const File rows{0, 10, 20, 30, 40, 50, 60, 4, 1, 2, 3, 4, 5, 6};  // two of two pixels
  const std::string whole = outcome(make_png({2, 2}, 2, rows));
  ASSERT_EQ(whole, std::string({10, 20, 30, 40, 50, 60, 11, 22, 33, 44, 55, 66}));
  File no_such_filter = rows, too_few(rows.begin(), rows.end() - 1), too_many = rows;
  no_such_filter[7] = 5;
  too_many.push_back(0);
  EXPECT_EQ(outcome(make_png({2, 2}, 2, no_such_filter)), "error");
  EXPECT_EQ(outcome(make_png({2, 2}, 2, too_few)), "error");
  EXPECT_EQ(outcome(make_png({2, 2}, 2, too_many)), whole);
  EXPECT_EQ(outcome(make_png({2, 2}, 2, rows, {{"ABCD", {}}})), "error");
  EXPECT_EQ(outcome(make_png({2, 2}, 2, rows, {{"abCD", {}}})), whole);
  EXPECT_EQ(outcome(make_png({2, 2}, 2, rows, {{"iCCP", {'x', 0, 0, 1}}})), whole);
  EXPECT_EQ(outcome(make_png({2, 2}, 2, rows, {{"iCCP", {'x'}}})), whole);
  // A colour that stands for transparency: white shows through.
  const File transparent{0, 40, 0, 50, 0, 60};
  EXPECT_EQ(outcome(make_png({2, 2}, 2, rows, {{"tRNS", transparent}})).substr(3, 3),
            "\xff\xff\xff");
}

TEST(ImagePlanar, OddPaletteOfAPngDoesNoHarm) {
  const File rows{0, 0, 1, 0, 1, 2};
  const File palette{1, 2, 3, 4, 5, 6}, odd{1, 2, 3, 4};
  EXPECT_EQ(outcome(make_png({2, 2}, 3, {0, 0, 1, 0, 1, 0}, {{"PLTE", palette}})),
            std::string({1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3}));
  // Index 2 of 0 and 1: libpng takes it for black.
  EXPECT_EQ(outcome(make_png({2, 2}, 3, rows, {{"PLTE", palette}})),
            std::string({1, 2, 3, 4, 5, 6, 4, 5, 6, 0, 0, 0}));
  EXPECT_EQ(outcome(make_png({2, 2}, 3, rows)), "error");
  EXPECT_EQ(outcome(make_png({2, 2}, 3, rows, {{"PLTE", odd}})), "error");
}

TEST(ImagePlanar, PngThatClaimsManyPixelsTakesNoMemoryForThem) {
  EXPECT_EQ(outcome(make_png({5000, 5000}, 2, {0, 1, 2, 3})), "error");
}

}  // namespace
}  // namespace accel
