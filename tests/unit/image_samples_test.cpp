// SPDX-License-Identifier: Apache-2.0
// What the samples of a picture mean: which are colours and which is alpha, which numbers and which
// profiles they have. The pictures are of one colour, so the right result is known by arithmetic.
#include "image/picture.h"
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace accel {
namespace {

using Pixel = std::vector<int>;
enum Photometric { white_is_zero, black_is_zero, rgb, inks = 5, ycc, lab = 8, icc_lab };

/// In the middle of what accel makes of it as PNG, which has alpha.
Pixel shown(const File& file) { return decode(Image(file).encode(Format::png)).at(4, 4); }

/// Decodes a TIFF; returns the words of the error where there is one.
std::string tiff_error(const File& file) {
  try {
    Image(file).encode(Format::png);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

void expect_near(const Pixel& given, const Pixel& wanted, int distance, const std::string& name) {
  ASSERT_EQ(given.size(), wanted.size()) << name;
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_LE(std::abs(given[i] - wanted[i]), distance) << name << ", " << i << ": " << given[i];
  }
}

TEST(ImageSamples, OfATiffMeanWhatExtraSamplesSays) {
  const std::pair<PlainTiff, Pixel> tiffs[] = {
      {{.photometric = rgb, .pixel = {200, 100, 50}}, {200, 100, 50}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90}}, {200, 100, 50}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90}, .extras = {0}}, {200, 100, 50}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90}, .extras = {2}}, {200, 100, 50, 90}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90, 30}, .extras = {0, 2}}, {200, 100, 50, 30}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90, 30}, .extras = {2, 0}}, {200, 100, 50, 90}},
      {{.photometric = rgb, .pixel = {200, 100, 50, 90, 30}, .extras = {0, 0}}, {200, 100, 50}},
      {{.photometric = rgb, .pixel = {100, 50, 25, 128}, .extras = {1}}, {200, 100, 50, 128}},
      {{.photometric = black_is_zero, .pixel = {200}}, {200}},
      {{.photometric = black_is_zero, .pixel = {200, 90}, .extras = {0}}, {200}},
      {{.photometric = black_is_zero, .pixel = {200, 90}, .extras = {2}}, {200, 90}},
      {{.photometric = black_is_zero, .pixel = {200, 90, 30}, .extras = {0, 2}}, {200, 30}},
      {{.photometric = black_is_zero, .pixel = {200, 90, 30, 10}, .extras = {0, 0, 0}}, {200}},
      {{.photometric = white_is_zero, .pixel = {200}}, {55}},
      {{.photometric = white_is_zero, .pixel = {200, 255}, .extras = {2}}, {55, 255}}};
  for (const auto& [tiff, pixel] : tiffs) {
    for (const int bits : {8, 16}) {
      for (const bool other : {false, true}) {
        PlainTiff sort = tiff;
        sort.bits = bits;
        sort.is_big_endian = other;
        sort.is_planar = other && (sort.photometric == rgb || sort.pixel.size() < 3);
        expect_near(shown(make_tiff(sort)), pixel, 1, ::testing::PrintToString(sort.pixel));
      }
    }
  }
}

TEST(ImageSamples, OfOneBitAreBlackAndWhite) {
  EXPECT_EQ(shown(make_tiff({.photometric = black_is_zero, .pixel = {255}, .bits = 1})),
            Pixel{255});
  EXPECT_EQ(shown(make_tiff({.photometric = white_is_zero, .pixel = {255}, .bits = 1})), Pixel{0});
  EXPECT_EQ(shown(make_tiff({.photometric = white_is_zero, .pixel = {0}, .bits = 4})), Pixel{255});
}

TEST(ImageSamples, OfInksAreTheSameWithAlphaAndWithSpotColours) {
  const Pixel plain = shown(make_tiff({.photometric = inks, .pixel = {200, 100, 50, 20}}));
  ASSERT_EQ(plain.size(), 3U);
  EXPECT_GT(plain[2], plain[0] + 50);  // much cyan: more blue than red
  const Pixel opaque{plain[0], plain[1], plain[2], 255}, veiled{plain[0], plain[1], plain[2], 90};
  for (const int bits : {8, 16}) {
    const auto is = [&](Pixel pixel, std::vector<int> extras, const Pixel& wanted) {
      const PlainTiff tiff{.photometric = inks,
                           .pixel = std::move(pixel),
                           .bits = bits,
                           .extras = std::move(extras)};
      expect_near(shown(make_tiff(tiff)), wanted, 2, ::testing::PrintToString(tiff.pixel));
    };
    is({200, 100, 50, 20, 255}, {2}, opaque);
    is({200, 100, 50, 20, 90}, {2}, veiled);
    is({200, 100, 50, 20, 90}, {0}, plain);
    is({200, 100, 50, 20, 10, 90}, {0, 2}, veiled);
  }
}

TEST(ImageSamples, OfLabAreConverted) {
  const Pixel grey =
      shown(make_tiff({.photometric = lab, .pixel = {128, 0, 0}}));  // L* 50: 119 in sRGB
  expect_near(grey, {119, 119, 119}, 2, "L*a*b*");
}

TEST(ImageSamples, ThatAreNotConvertedAreRejectedByName) {
  const std::pair<PlainTiff, std::string> tiffs[] = {
      {{.photometric = black_is_zero, .pixel = {128}, .bits = 32, .format = 3},
       "floating-point samples of 32 bits"},
      {{.photometric = rgb, .pixel = {9, 9, 9}, .bits = 32, .format = 3},
       "floating-point samples of 32 bits"},
      {{.photometric = black_is_zero, .pixel = {128}, .bits = 8, .format = 2},
       "signed samples of 8 bits"},
      {{.photometric = rgb, .pixel = {9, 9, 9}, .bits = 16, .format = 2},
       "signed samples of 16 bits"},
      {{.photometric = black_is_zero, .pixel = {128}, .bits = 32}, "samples of 32 bits"},
      {{.photometric = rgb, .pixel = {9, 9, 9}, .bits = 32}, "samples of 32 bits"},
      {{.photometric = rgb, .pixel = {9, 9, 9}, .bits = 4}, "samples of 4 bits"},
      {{.photometric = rgb, .pixel = {9, 9, 9}, .tags = {{258, 12}}}, "samples of 12 bits"},
      {{.photometric = inks, .pixel = {9, 9, 9}},
       "inks other than cyan, magenta, yellow and black"},
      {{.photometric = inks, .pixel = {9, 9, 9, 9, 9, 9}, .tags = {{332, 2}, {334, 6}}},
       "inks other than cyan, magenta, yellow and black"},
      {{.photometric = ycc, .pixel = {9, 99, 99}}, "YCbCr samples that are not stored as JPEG"},
      {{.photometric = icc_lab, .pixel = {9, 99, 99}},
       "colours of type 9 (PhotometricInterpretation)"},
      {{.photometric = lab, .pixel = {9, 9, 9, 9}, .extras = {2}}, "L*a*b* and further samples"},
      {{.photometric = black_is_zero, .pixel = {9, 9, 9}, .is_planar = true},
       "samples of grey or L*a*b* and others in planes (PlanarConfiguration 2)"},

      {{.photometric = black_is_zero, .pixel = {9}, .tags = {{262, 32803}}},
       "colours of type 32803 (PhotometricInterpretation)"}};
  for (const auto& [tiff, words] : tiffs) {
    EXPECT_EQ(tiff_error(make_tiff(tiff)), "TIFF with " + words + " is not supported");
  }
  EXPECT_EQ(tiff_error(make_tiff({.photometric = rgb, .pixel = {9, 9}})),
            "damaged TIFF: fewer samples than colours");
}

TEST(ImageSamples, OfAnUnsupportedCompressionAreNotCalledDamaged) {
  const std::string error =
      tiff_error(make_tiff({.photometric = rgb, .pixel = {9, 9, 9}, .tags = {{259, 34719}}}));
  EXPECT_EQ(error.find("TIFF of an unsupported kind: "), 0U) << error;
}

/// What 128 becomes in sRGB when it stands for so much of the light.
int srgb_of(double light) {
  return static_cast<int>(std::lround(255 * (1.055 * std::pow(light, 1 / 2.4) - 0.055)));
}

TEST(ImageSamples, OfGreyAreConvertedByTheirProfileInEveryKind) {
  const File profile = grey_profile(1);
  const int wanted = srgb_of(128 / 255.0);
  ASSERT_EQ(wanted, 188);
  for (const char* suffix :
       {".jpg[Q=100]", ".jpg[Q=100,interlace]", ".png", ".png[interlace]", ".tif"}) {
    const File file = make_plain(suffix, {128}, profile);
    expect_near(shown(file), {wanted}, 1, suffix);
    for (const int quality : {80, 95}) {
      const Buffer jpeg = Image(file).encode(Format::jpeg, {.quality = quality});
      expect_near(decode(jpeg).at(4, 4), {wanted}, 2, suffix);
    }
  }
  for (const char* suffix : {".png", ".png[interlace]", ".tif"}) {
    expect_near(shown(make_plain(suffix, {128, 77}, profile)), {wanted, 77}, 1, suffix);
  }
  expect_near(shown(make_tiff(
                  {.photometric = black_is_zero, .pixel = {128}, .bits = 16, .profile = profile})),
              {wanted}, 1, "16 bits");
  expect_near(shown(make_tiff({.photometric = white_is_zero, .pixel = {127}, .profile = profile})),
              {wanted}, 1, "white is zero");
}

TEST(ImageSamples, AreLeftAloneByTheProfileOfAnotherSort) {
  const File grey = grey_profile(1);
  expect_near(shown(make_tiff({.photometric = rgb, .pixel = {200, 100, 50}, .profile = grey})),
              {200, 100, 50}, 0, "TIFF");
  expect_near(shown(make_tiff({.photometric = inks, .pixel = {0, 0, 0, 0}, .profile = grey})),
              {255, 255, 255}, 1, "inks");
  expect_near(shown(make_plain(".webp[lossless]", {200, 100, 50}, grey)), {200, 100, 50}, 0,
              "WebP");
  expect_near(shown(make_plain(".webp[lossless]", {200, 100, 50, 90}, grey)), {200, 100, 50, 90}, 1,
              "WebP with alpha");
  expect_near(shown(make_plain(".jpg[Q=100,subsample-mode=off]", {200, 100, 50}, grey)),
              {200, 100, 50}, 2, "JPEG");
  const File row{0, 200, 100, 50};
  EXPECT_EQ(
      decode(Image(make_png({1, 1}, 2, row, {{"iCCP", png_profile(grey)}})).encode(Format::png))
          .at(0, 0),
      (Pixel{200, 100, 50}));
}

TEST(ImageSamples, OfRgbWithAlphaAreConvertedByTheirProfileAsThoseWithout) {
  const File p3 = make_picture(".tif", {8, 8}, StoredColours::p3);
  const Decoded stored = decode(p3);
  ASSERT_GT(stored.quarter(0, 0)[1], 40);
  for (const char* suffix : {".tif", ".png", ".png[interlace]", ".webp[lossless]", ".jpg[Q=100]"}) {
    const File file = make_picture(suffix, {8, 8}, StoredColours::p3);
    expect_near(decode(Image(file).encode(Format::png)).quarter(0, 0), {255, 0, 0}, 5, suffix);
  }
}

// ---- Two readers of one header ------------------------------------------------------------------

TEST(ImageSize, ThatIsDecodedButNotSaidIsAnError) {
  const Picture picture{{}, Kind::gif, {640, 480}};
  EXPECT_NO_THROW(check_decoded(picture, {640, 480}));
  try {
    check_decoded(picture, {240, 160});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "damaged GIF: its header says 640x480 pixels, its data has 240x160");
  }
}

TEST(ImageSize, OfAWebpWhoseCanvasLiesIsAnErrorInEveryFormat) {
  for (const char* suffix : {".webp[lossless]", ".webp"}) {
    File file = make_plain(suffix, {200, 100, 50, 90});
    ASSERT_EQ(Bytes(file).text().substr(12, 4), "VP8X");
    file[24] = 15;  // 16 pixels wide
    ASSERT_EQ(Image(file).size(), (Size{16, 8}));
    for (const Format format : {Format::png, Format::jpeg, Format::bmp}) {
      EXPECT_THROW(Image(file).encode(format), Error);
    }
  }
}

/// The colours in the middle of the quarters of the frame, and the alpha to the right and below it.
std::string gif_words(Size screen, int left, int top, Size frame) {
  const Decoded png = decode(Image(make_gif(screen, left, top, frame)).encode(Format::png));
  EXPECT_EQ(png.size, screen);
  const Decoded jpeg =
      decode(Image(make_gif(screen, left, top, frame)).encode(Format::jpeg, {.quality = 100}));
  std::string words;
  for (int quarter = 0; quarter < 4; ++quarter) {
    const int x = left + (1 + 2 * (quarter % 2)) * frame.width / 4;
    const int y = top + (1 + 2 * (quarter / 2)) * frame.height / 4;
    if (x < screen.width && y < screen.height) words += colour_of(png.at(x, y)) + " ";
  }
  for (const auto& [x, y] : {std::pair{left + frame.width + 8, top},
                             {left, top + frame.height + 8},
                             {left - 8, top},
                             {left, top - 8}}) {
    if (x < 0 || y < 0 || x >= screen.width || y >= screen.height) continue;
    words += png.at(x, y).back() == 0 && colour_of(jpeg.at(x, y)) == "white" ? "free " : "? ";
  }
  return words;
}

TEST(ImageSize, OfAGifIsThatOfItsScreenAndItsFrameLiesOnIt) {
  const std::string all = "red green blue white ";
  EXPECT_EQ(gif_words({640, 480}, 0, 0, {240, 160}), all + "free free ");
  EXPECT_EQ(gif_words({640, 480}, 100, 50, {240, 160}), all + "free free free free ");
  EXPECT_EQ(gif_words({640, 480}, 0, 0, {640, 480}), all);
  EXPECT_EQ(gif_words({800, 600}, 600, 500, {200, 100}), all + "free free ");
  EXPECT_EQ(gif_words({60, 50}, 0, 0, {30, 20}), all + "free free ");
  EXPECT_EQ(gif_words({60, 50}, 20, 10, {20, 20}), all + "free free free free ");
  EXPECT_EQ(gif_words({3000, 40}, 10, 10, {40, 20}), all + "free free free free ");
  EXPECT_EQ(gif_words({30, 30}, 0, 0, {30, 30}), all);
}

TEST(ImageSize, OfAGifIsKeptWhereItsFrameReachesOverTheScreen) {
  EXPECT_EQ(gif_words({60, 50}, 40, 30, {40, 40}), "red free free ");
  EXPECT_EQ(tiff_error(make_gif({60, 50}, 60, 0, {20, 20})),
            "damaged GIF: its frame is outside its screen");
}

TEST(ImageSize, OfAGifsThumbnailIsNoLargerThanItsFrame) {
  const File file = make_gif({640, 480}, 0, 0, {320, 240});
  const Decoded small = decode(Image(file).thumbnail({64, 48}).encode(Format::png));
  EXPECT_EQ(small.size, (Size{64, 48}));
  EXPECT_EQ(colour_of(small.at(8, 6)), "red");
  EXPECT_EQ(colour_of(small.at(24, 18)), "white");
  EXPECT_EQ(small.at(24, 18)[3], 255);
  EXPECT_EQ(small.at(48, 36)[3], 0);
}

}  // namespace
}  // namespace accel
