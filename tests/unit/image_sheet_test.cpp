// SPDX-License-Identifier: Apache-2.0
// Contact sheets in one picture: where the pictures are, that names are written, and how large a
// sheet may be.
#include "image/sheet.h"
#include "image/text_line.h"
#include "test_images.h"

#include <accel/error.h>

#include <gtest/gtest.h>

namespace accel {
namespace {

Raster plain(Size size, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Raster raster{size, {}};
  for (int i = 0; i < size.width * size.height; ++i) {
    raster.pixels.insert(raster.pixels.end(), {red, green, blue});
  }
  return raster;
}

/// Red and green in the first cell, blue and nothing in the second, one below the other.
SheetPage page_of_two() {
  SheetPage page{"title", "subtitle", "", {100, 80}, 2, 1, {}};
  page.cells.push_back(
      {{{plain({100, 50}, 255, 0, 0), ""}, {plain({40, 80}, 0, 255, 0), ""}}, "first"});
  page.cells.push_back({{{plain({100, 60}, 0, 0, 255), ""}, {{}, "lost"}}, "second"});
  return page;
}

/// The margins of the sheet, as src/image/sheet.cpp lays it out.
constexpr int kLeft = 24;
constexpr int kTop = 24 + 62;
constexpr int kBelow = 6 + 18 + 16;

bool is_white(const Decoded& sheet, int x, int y) {
  return sheet.at(x, y) == std::vector<int>{255, 255, 255};
}

/// Whether something is written or drawn there.
bool has_ink(const Decoded& sheet, int left, int top, int width, int height) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) {
      if (!is_white(sheet, x, y)) return true;
    }
  }
  return false;
}

TEST(ImageSheet, HasItsPicturesSideBySideOnTheLineOfTheirNames) {
  const Decoded sheet = decode(draw_sheet(page_of_two(), SheetFormat::png));
  EXPECT_EQ(sheet.size, (Size{2 * 24 + 320, 2 * 24 + 62 + 80 + 60 + 2 * kBelow}));
  const auto colour = [&](int x, int y) { return colour_of(sheet.at(x, y)); };
  EXPECT_EQ(colour(kLeft, kTop + 30), "red");
  EXPECT_EQ(colour(kLeft + 99, kTop + 79), "red");
  EXPECT_TRUE(is_white(sheet, kLeft, kTop + 29));
  EXPECT_TRUE(is_white(sheet, kLeft + 100, kTop + 79));
  EXPECT_EQ(colour(kLeft + 104 + 30, kTop), "green");
  EXPECT_EQ(colour(kLeft + 104 + 69, kTop + 79), "green");
  EXPECT_TRUE(is_white(sheet, kLeft + 104 + 29, kTop));
  EXPECT_TRUE(is_white(sheet, kLeft + 104 + 70, kTop + 79));
  EXPECT_EQ(colour(kLeft + 50, kTop + 80 + kBelow), "blue");
}

TEST(ImageSheet, IsTheSameAsAJpeg) {
  const Decoded png = decode(draw_sheet(page_of_two(), SheetFormat::png));
  const Decoded jpeg = decode(draw_sheet(page_of_two(), SheetFormat::jpeg));
  EXPECT_EQ(jpeg.size, png.size);
  EXPECT_EQ(colour_of(jpeg.at(kLeft + 50, kTop + 50)), "red");
}

TEST(ImageSheet, HasTitleNamesAndReasonsWritten) {
  SheetPage page = page_of_two();
  const Decoded sheet = decode(draw_sheet(page, SheetFormat::png));
  const int second = kTop + 80 + kBelow;
  EXPECT_TRUE(has_ink(sheet, kLeft, 24, 100, 20));
  EXPECT_TRUE(has_ink(sheet, kLeft, kTop + 80, 204, kBelow));
  EXPECT_TRUE(has_ink(sheet, kLeft + 104 + 8, second + 8, 84, 44));  // inside of the frame
  page.title = page.cells[0].caption = page.cells[1].parts[1].note = "";
  const Decoded silent = decode(draw_sheet(page, SheetFormat::png));
  EXPECT_FALSE(has_ink(silent, kLeft, 24, 100, 20));
  EXPECT_FALSE(has_ink(silent, kLeft, kTop + 80, 204, kBelow));
  EXPECT_FALSE(has_ink(silent, kLeft + 104 + 8, second + 8, 84, 44));
}

TEST(ImageSheet, BreaksALongCaptionIntoLinesAboveTheNextRow) {
  SheetPage page = page_of_two();
  page.cells[0].caption = "frame-0001.jpg: sharpness 12.5, the main colour is #aabbcc";
  const Decoded sheet = decode(draw_sheet(page, SheetFormat::png));
  EXPECT_EQ(sheet.size.height, 2 * 24 + 62 + 80 + 60 + 2 * kBelow + 18);
  EXPECT_TRUE(has_ink(sheet, kLeft, kTop + 80 + 6 + 18, 204, 18));
  EXPECT_EQ(colour_of(sheet.at(kLeft + 50, kTop + 80 + kBelow + 18)), "blue");
  page.cells[0].caption += " " + page.cells[0].caption + " " + page.cells[0].caption;
  const Decoded longer = decode(draw_sheet(page, SheetFormat::png));
  EXPECT_EQ(longer.size.height, 2 * 24 + 62 + 80 + 60 + 2 * kBelow + 2 * 18);
}

TEST(ImageSheet, IsRejectedWhenItWouldBeTooLarge) {
  SheetPage page{"", "", "", {200, 200}, 1, 1, {}};
  const SheetCell empty{{{{}, ""}}, ""};
  page.cells.resize(500, empty);
  EXPECT_THROW(draw_sheet(page, SheetFormat::png), Error);  // too high
  page.columns = 250;
  EXPECT_NO_THROW(draw_sheet(page, SheetFormat::jpeg));
  page.columns = 301;
  EXPECT_THROW(draw_sheet(page, SheetFormat::jpeg), Error);  // too wide
  page.box = {4096, 4096};
  page.columns = 10;
  page.cells.resize(40, empty);  // 40960 x 8192 and more
  EXPECT_THROW(draw_sheet(page, SheetFormat::png), Error);
}

constexpr TextStyle kStyle{13, false, 0};

TEST(TextLine, FitsAndKeepsBothEndsOfALongName) {
  const std::string name = "a_name_of_many_letters_that_goes_on_and_on_0001.jpg";
  const int whole = fitted(name, kStyle, 10'000).size.width;
  const TextMask cut = fitted(name, kStyle, 120);
  EXPECT_GT(whole, 300);
  EXPECT_LE(cut.size.width, 120);
  EXPECT_GT(cut.size.width, 100);
  EXPECT_LE(fitted(std::string(1'000'000, 'm'), kStyle, 120).size.width, 120);
  EXPECT_EQ(fitted(name, kStyle, 0).size.width, 0);
  EXPECT_EQ(fitted(" ", kStyle, 100).size.width, 0);
}

TEST(TextLine, TakesMarkupForText) {
  const int plain = fitted("b", kStyle, 1000).size.width;
  EXPECT_GT(fitted("<b>b</b>", kStyle, 1000).size.width, 3 * plain);
  EXPECT_GT(fitted("&amp;", kStyle, 1000).size.width, 3 * plain);
  EXPECT_GT(fitted("<", kStyle, 1000).size.width, 0);
}

TEST(TextLine, StandsOnOneLineWhateverItsLetters) {
  const TextMask low = fitted("aaa", kStyle, 1000);
  const TextMask high = fitted("lll", kStyle, 1000);
  EXPECT_LT(low.size.height, high.size.height);
  EXPECT_EQ(low.down + low.size.height, high.down + high.size.height);
}

TEST(TextLine, IsBrokenBetweenWordsAndShortenedInTheLastLine) {
  const std::string reason = "truncated JPEG: no end of the picture in its 600 bytes";
  const auto lines = wrapped(reason, kStyle, 150, 9);
  EXPECT_GE(lines.size(), 2U);
  EXPECT_EQ(wrapped(reason, kStyle, 150, 2).size(), 2U);
  EXPECT_EQ(wrapped(reason, kStyle, 10'000, 9).size(), 1U);
  for (const TextMask& line : lines) EXPECT_LE(line.size.width, 150);
}

TEST(ImageSheet, HasPicturesInRgbUprightAndOverWhite) {
  Pictures& pictures = *accel_image_pictures();
  const File grey = make_plain(".png", {90, 128});
  const Raster raster = pictures.thumbnail(grey, {4, 4});
  EXPECT_EQ(raster.size, (Size{4, 4}));
  const int mixed = (90 * 128 + 255 * 127 + 127) / 255;
  EXPECT_EQ(raster.pixels, std::vector<std::uint8_t>(3 * 16, static_cast<std::uint8_t>(mixed)));
  const File turned = jpeg_with_exif(make_picture(".jpg[Q=100]", {40, 24}), make_exif(6));
  EXPECT_EQ(pictures.size_of(turned), (Size{24, 40}));
  const Raster upright = pictures.thumbnail(turned, {100, 100});
  ASSERT_EQ(upright.size, (Size{24, 40}));
  const std::uint8_t* first = upright.pixels.data();
  EXPECT_EQ(colour_of({first[0], first[1], first[2]}), "blue");
}

}  // namespace
}  // namespace accel
