// SPDX-License-Identifier: Apache-2.0
// Thumbnails: how large, which way up, which colours, and nothing in the file but the picture.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace accel {
namespace {

constexpr Format kFormats[] = {Format::bmp, Format::jpeg, Format::png, Format::webp, Format::tiff};
constexpr Size kSize{80, 48};

Size thumbnail_size(Size size, Size box) {
  const File file = make_png_header(static_cast<std::uint32_t>(size.width),
                                    static_cast<std::uint32_t>(size.height));
  return Image(file).thumbnail(box).size();
}

Buffer thumbnail(const File& file, Size box = {40, 40}, Format format = Format::png) {
  return Image(file).thumbnail(box).encode(format);
}

bool is_near(int a, int b, int distance) { return std::abs(a - b) <= distance; }

bool contains(const Buffer& file, std::string_view text) {
  return Bytes(file).text().find(text) != std::string_view::npos;
}

TEST(ImageThumbnail, FitsInsideTheBoxWithItsSidesRounded) {
  EXPECT_EQ(thumbnail_size({3840, 2026}, {640, 338}), (Size{640, 338}));
  EXPECT_EQ(thumbnail_size({2026, 3840}, {640, 338}), (Size{178, 338}));
  EXPECT_EQ(thumbnail_size({1000, 999}, {10, 10}), (Size{10, 10}));
  EXPECT_EQ(thumbnail_size({200, 5}, {100, 100}), (Size{100, 3}));
}

TEST(ImageThumbnail, HasSidesOfAtLeastOnePixel) {
  EXPECT_EQ(thumbnail_size({1, 5000}, {100, 100}), (Size{1, 100}));
  EXPECT_EQ(thumbnail_size({5000, 1}, {100, 100}), (Size{100, 1}));
  EXPECT_EQ(thumbnail_size({2147483647, 1}, {1, 1}), (Size{1, 1}));
}

TEST(ImageThumbnail, IsNeverLargerThanThePicture) {
  EXPECT_EQ(thumbnail_size({30, 20}, {640, 338}), (Size{30, 20}));
  EXPECT_EQ(thumbnail_size({30, 20}, {30, 20}), (Size{30, 20}));
  EXPECT_EQ(thumbnail_size({30, 20}, {2147483647, 2147483647}), (Size{30, 20}));
}

TEST(ImageThumbnail, RejectsABoxWithoutInside) {
  const File file = make_png_header(30, 20);
  EXPECT_THROW(Image(file).thumbnail({0, 10}), Error);
  EXPECT_THROW(Image(file).thumbnail({10, -1}), Error);
}

TEST(ImageThumbnail, HasThePromisedSizeInEveryFormat) {
  const File file = make_picture(".jpg", {384, 203});
  for (Size box : {Size{64, 34}, Size{383, 202}, Size{7, 300}, Size{1, 1}, Size{400, 400}}) {
    const Image image = Image(file).thumbnail(box);
    for (Format format : kFormats) EXPECT_EQ(decode(image.encode(format)).size, image.size());
  }
}

TEST(ImageThumbnail, OfALineIsALine) {
  EXPECT_EQ(decode(thumbnail(make_picture(".png", {1, 900}))).size, (Size{1, 40}));
  EXPECT_EQ(decode(thumbnail(make_picture(".jpg", {900, 1}))).size, (Size{40, 1}));
  EXPECT_EQ(decode(thumbnail(make_bmp({1, 900}, 24, false))).size, (Size{1, 40}));
}

TEST(ImageThumbnail, OfAThumbnailFitsBothBoxes) {
  const File file = make_picture(".jpg", {400, 200});
  EXPECT_EQ(Image(file).thumbnail({100, 100}).thumbnail({60, 400}).size(), (Size{60, 30}));
}

TEST(ImageThumbnail, IsTurnedUprightByExif) {
  const char* upright[] = {"red green blue white", "green red white blue", "white blue green red",
                           "blue white red green", "red blue green white", "blue red white green",
                           "white green blue red", "green white red blue"};
  const File jpeg = make_picture(".jpg[Q=100]", kSize);
  const File png = make_picture(".png[strip]", kSize);  // libvips 8.16 writes an eXIf of its own
  for (int turn = 1; turn <= 8; ++turn) {
    const Size size = turn < 5 ? Size{40, 24} : Size{24, 40};
    for (const File& file :
         {jpeg_with_exif(jpeg, make_exif(turn)), jpeg_with_exif(jpeg, make_exif(turn, true)),
          png_with_exif(png, make_exif(turn), false), png_with_exif(png, make_exif(turn), true),
          make_turned_picture(".webp[Q=100]", kSize, turn),
          make_turned_picture(".tif", kSize, turn)}) {
      const Buffer small = thumbnail(file);
      EXPECT_EQ(quarters_of(small), upright[turn - 1]) << Image(file).extension() << turn;
      EXPECT_EQ(decode(small).size, size) << Image(file).extension() << turn;
      EXPECT_EQ(quarters_of(Image(file).encode(Format::bmp)), upright[turn - 1]);
    }
  }
}

TEST(ImageThumbnail, OfATurnedPictureFitsTheBoxAsItIsSeen) {
  const File file = jpeg_with_exif(make_picture(".jpg", {400, 100}), make_exif(6));
  EXPECT_EQ(Image(file).thumbnail({100, 100}).size(), (Size{25, 100}));
  EXPECT_EQ(decode(thumbnail(file, {50, 200})).size, (Size{50, 200}));
}

TEST(ImageThumbnail, FindsExifBehindAWebpChunkOfOddLength) {
  File file = make_turned_picture(".webp", {400, 100}, 6);
  const std::string_view odd("JUNK\3\0\0\0abc\0", 12);
  constexpr std::ptrdiff_t behind_first = 30;
  file.insert(file.begin() + behind_first, odd.begin(), odd.end());
  EXPECT_EQ(Image(file).thumbnail({100, 100}).size(), (Size{25, 100}));
}

TEST(ImageThumbnail, IgnoresDamagedExif) {
  const File jpeg = make_picture(".jpg[Q=100]", kSize);
  for (int orientation : {0, 9, 65535}) {
    EXPECT_EQ(decode(thumbnail(jpeg_with_exif(jpeg, make_exif(orientation)))).size, (Size{40, 24}));
  }
  const File exif = make_exif(6);
  for (std::size_t i = 0; i < exif.size(); ++i) {
    File changed = exif;
    changed[i] ^= 0xff;
    EXPECT_NO_THROW(Image(jpeg_with_exif(jpeg, changed)).thumbnail({40, 40}));
    const File cut(exif.begin(), exif.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NO_THROW(thumbnail(jpeg_with_exif(jpeg, cut)));
  }
}

TEST(ImageThumbnail, LaysAlphaOverWhiteWhereTheFormatHasNone) {
  const File file = make_picture(".png", kSize, StoredColours::rgba);
  for (Format format : {Format::bmp, Format::jpeg}) {
    const Decoded picture = decode(thumbnail(file, {40, 40}, format));
    EXPECT_EQ(picture.bands, 3);
    EXPECT_EQ(colour_of(picture.quarter(1, 0)), "white");  // green, wholly transparent
    EXPECT_EQ(colour_of(picture.quarter(0, 0)), "red");
  }
  const File grey = make_picture(".png", kSize, StoredColours::grey_alpha);
  EXPECT_EQ(decode(thumbnail(grey, {40, 40}, Format::jpeg)).quarter(1, 0), std::vector<int>{255});
}

TEST(ImageThumbnail, MixesHalfTransparentColourWithWhite) {
  const File colour = make_picture(".png", {2, 2}, StoredColours::rgba);
  ASSERT_EQ(decode(colour).at(1, 1), (std::vector<int>{255, 255, 255, 128}));
  EXPECT_EQ(decode(Image(colour).encode(Format::bmp)).at(1, 1), (std::vector<int>{255, 255, 255}));
  const File grey = make_picture(".tif", {2, 2}, StoredColours::grey_alpha);
  EXPECT_EQ(decode(Image(grey).encode(Format::bmp)).at(1, 0), (std::vector<int>{255, 255, 255}));
}

TEST(ImageThumbnail, KeepsAlphaWhereTheFormatHasIt) {
  const File file = make_picture(".png", kSize, StoredColours::rgba);
  for (Format format : {Format::png, Format::webp, Format::tiff}) {
    const Decoded picture = decode(thumbnail(file, {40, 40}, format));
    ASSERT_EQ(picture.bands, 4);
    EXPECT_EQ(picture.quarter(0, 0)[3], 255);
    EXPECT_EQ(picture.quarter(1, 0)[3], 0);
    EXPECT_TRUE(is_near(picture.quarter(1, 1)[3], 128, 1));
  }
}

TEST(ImageThumbnail, HasTheColoursOfAPictureOfAnySort) {
  const std::pair<std::string, File> pictures[] = {
      {"JPEG", make_picture(".jpg", kSize)},
      {"progressive JPEG", make_picture(".jpg[interlace]", kSize)},
      {"CMYK JPEG", make_picture(".jpg[Q=95]", kSize, StoredColours::cmyk)},
      {"CMYK JPEG with a profile",
       make_picture(".jpg[Q=95]", kSize, StoredColours::cmyk_with_profile)},
      {"CMYK TIFF", make_picture(".tif", kSize, StoredColours::cmyk)},
      {"JPEG in P3", make_picture(".jpg", kSize, StoredColours::p3)},
      {"16-bit PNG", make_picture(".png", kSize, StoredColours::rgb16)},
      {"16-bit TIFF", make_picture(".tif", kSize, StoredColours::rgb16)},
      {"interlaced PNG", make_picture(".png[interlace]", kSize)},
      {"palette PNG", make_picture(".png[palette]", kSize)},
      {"2-bit palette PNG", make_picture(".png[palette,bitdepth=2]", kSize)},
      {"GIF", make_picture(".gif", kSize)},
      {"WebP", make_picture(".webp", kSize)},
      {"LZW TIFF", make_picture(".tif[compression=lzw]", kSize)},
      {"JPEG TIFF", make_picture(".tif[compression=jpeg]", kSize)},
      {"tiled pyramid TIFF", make_picture(".tif[tile,pyramid]", kSize)},
      {"HEIF", make_picture(".heic", kSize)},
      {"AVIF", make_picture(".avif", kSize)},
      {"BMP", make_bmp(kSize, 24, false)},
      {"BMP of 32 bits from the top down", make_bmp(kSize, 32, true)}};
  for (const auto& [name, file] : pictures) {
    for (Format format : kFormats) {
      EXPECT_EQ(quarters_of(thumbnail(file, {40, 40}, format)), "red green blue white") << name;
      EXPECT_EQ(quarters_of(Image(file).encode(format)), "red green blue white") << name;
    }
  }
}

/// Without the marker by which Adobe says that its inks are stored reversed.
File without_adobe(File jpeg) {
  const std::string_view text(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
  const std::size_t marker = text.find("\xff\xee");
  if (marker == std::string_view::npos) return {};
  const auto from = jpeg.begin() + static_cast<std::ptrdiff_t>(marker);
  jpeg.erase(from, from + 2 + (from[2] << 8 | from[3]));
  return jpeg;
}

std::vector<std::vector<int>> quarters(const Buffer& file) {
  const Decoded picture = decode(file);
  return {picture.quarter(0, 0), picture.quarter(1, 0), picture.quarter(0, 1),
          picture.quarter(1, 1)};
}

TEST(ImageThumbnail, OfInksIsTheSameFromAJpegAndFromATiff) {
  for (StoredColours colours : {StoredColours::cmyk, StoredColours::cmyk_with_profile}) {
    const auto tiff = quarters(Image(make_picture(".tif", kSize, colours)).encode(Format::png));
    for (const char* suffix : {".jpg[Q=100]", ".jpg[Q=100,interlace]"}) {
      const auto jpeg = quarters(Image(make_picture(suffix, kSize, colours)).encode(Format::png));
      for (std::size_t quarter = 0; quarter < 4; ++quarter) {
        for (std::size_t band = 0; band < 3; ++band) {
          EXPECT_TRUE(is_near(jpeg[quarter][band], tiff[quarter][band], 3))
              << suffix << quarter << ": " << jpeg[quarter][band] << ", " << tiff[quarter][band];
        }
      }
    }
  }
}

TEST(ImageThumbnail, OfInksThatAreNotReversedIsNotReversed) {
  const File adobe = make_picture(".jpg[Q=100]", kSize, StoredColours::cmyk);
  const File plain = without_adobe(adobe);
  ASSERT_LT(plain.size(), adobe.size());
  ASSERT_FALSE(plain.empty());
  EXPECT_EQ(quarters_of(Image(adobe).encode(Format::png)), "red green blue white");
  for (const auto& quarter : quarters(Image(plain).encode(Format::png))) {
    // No black became all black.
    EXPECT_LT(*std::max_element(quarter.begin(), quarter.end()), 60);
  }
}

TEST(ImageThumbnail, OfAFirstPageIsOfThatPage) {
  for (const char* suffix : {".gif", ".webp[lossless]", ".tif", ".tif[compression=lzw]"}) {
    const File file = make_pages(suffix, kSize);
    EXPECT_EQ(Image(file).size(), kSize) << suffix;
    EXPECT_EQ(quarters_of(thumbnail(file)), "red green blue white") << suffix;
  }
}

TEST(ImageThumbnail, OfALargePictureOfAnySortHasItsColours) {
  constexpr Size large{10000, 10000};
  for (const char* suffix : {".jpg", ".png[interlace,palette]", ".tif[compression=lzw]"}) {
    EXPECT_EQ(quarters_of(thumbnail(make_picture(suffix, large))), "red green blue white")
        << suffix;
  }
}

TEST(ImageThumbnail, StaysGreyWhereTheFormatHasGrey) {
  for (const File& file : {make_picture(".png", kSize, StoredColours::grey),
                           make_picture(".jpg[Q=100]", kSize, StoredColours::grey),
                           make_picture(".png", kSize, StoredColours::grey16)}) {
    const Decoded grey = decode(thumbnail(file));
    ASSERT_EQ(grey.bands, 1);
    EXPECT_TRUE(is_near(grey.quarter(0, 0)[0], 127, 4)) << grey.quarter(0, 0)[0];  // red
    EXPECT_TRUE(is_near(grey.quarter(1, 1)[0], 255, 1));
    EXPECT_EQ(decode(thumbnail(file, {40, 40}, Format::jpeg)).bands, 1);
    const auto bmp = decode(thumbnail(file, {40, 40}, Format::bmp)).quarter(0, 0);
    EXPECT_EQ(bmp, std::vector<int>(3, grey.quarter(0, 0)[0]));
  }
}

TEST(ImageThumbnail, OfABitmapOfFewBitsIsGrey) {
  for (int grey : {0, 85, 170, 255}) {
    const Decoded small = decode(thumbnail(make_plain(".png[bitdepth=2]", {grey})));
    ASSERT_EQ(small.bands, 1);
    EXPECT_EQ(small.at(4, 4)[0], grey);
  }
  for (int grey : {0, 255}) {
    const Decoded small = decode(thumbnail(make_plain(".tif[bitdepth=1]", {grey})));
    ASSERT_EQ(small.bands, 1);
    EXPECT_EQ(small.at(4, 4)[0], grey);
  }
}

TEST(ImageThumbnail, IsConvertedFromAWideGamutToSrgb) {
  const File file = make_picture(".png", kSize, StoredColours::p3);
  const auto stored = decode(file).quarter(0, 0);
  ASSERT_GT(stored[1], 40);  // pure sRGB red has green in it when written in P3
  const auto shown = decode(thumbnail(file)).quarter(0, 0);
  EXPECT_TRUE(is_near(shown[0], 255, 3)) << shown[0];
  EXPECT_LT(shown[1], 10);
}

TEST(ImageThumbnail, CarriesNoMetadata) {
  const File p3 = make_picture(".jpg", kSize, StoredColours::p3);
  const File file = jpeg_with_exif(p3, make_exif(6));
  const auto before = decode(file).metadata;
  ASSERT_GE(before.size(), 3U);  // EXIF, ICC, orientation
  for (Format format : kFormats) {
    for (const Buffer& written : {thumbnail(file, {40, 40}, format), Image(file).encode(format)}) {
      EXPECT_EQ(decode(written).metadata, std::vector<std::string>{});
      for (const char* mark : {"Exif", "EXIF", "eXIf", "ICC_PROFILE", "iCCP", "ICCP", "acsp"}) {
        EXPECT_FALSE(contains(written, mark)) << mark;
      }
    }
  }
}

TEST(ImageThumbnail, InWebpDoesNotAnnounceMetadataThatIsNotThere) {
  const Buffer webp = thumbnail(make_picture(".jpg", kSize), {40, 40}, Format::webp);
  if (Bytes(webp).text().substr(12, 4) != "VP8X") GTEST_SKIP() << "no flags in a simple file";
  EXPECT_EQ(webp.data()[20] & 0x2c, 0);  // ICC, EXIF, XMP
}

TEST(ImageThumbnail, HasTheSameBytesEachTime) {
  const File file = make_picture(".jpg", {300, 200});
  for (Format format : kFormats) {
    EXPECT_EQ(Bytes(thumbnail(file, {40, 40}, format)), Bytes(thumbnail(file, {40, 40}, format)));
  }
}

TEST(ImageThumbnail, IsSmallerAtALowerQuality) {
  const File file = make_picture(".png", {300, 200});
  const Image image(file);
  for (Format format : {Format::jpeg, Format::webp}) {
    EXPECT_LT(image.encode(format, {.quality = 20}).size(),
              image.encode(format, {.quality = 95}).size());
  }
}

TEST(ImageThumbnail, RejectsAQualityThatDoesNotExist) {
  const File file = make_picture(".png", {30, 20});
  EXPECT_THROW(Image(file).encode(Format::jpeg, {.quality = 0}), Error);
  EXPECT_THROW(Image(file).encode(Format::jpeg, {.quality = 101}), Error);
}

TEST(ImageThumbnail, SaysWhenAFormatCannotHoldThePicture) {
  const File file = make_bmp({20000, 1}, 24, false);
  EXPECT_THROW(Image(file).encode(Format::webp), Error);
  EXPECT_EQ(decode(Image(file).encode(Format::jpeg)).size, (Size{20000, 1}));
}

}  // namespace
}  // namespace accel
