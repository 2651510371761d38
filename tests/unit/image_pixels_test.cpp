// SPDX-License-Identifier: Apache-2.0
// Pixels: in memory, from pictures of every kind, scaled and cut, and back to files.
#include "message.h"
#include "test_images.h"

#include <accel/error.h>
#include <accel/pixels.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace accel {
namespace {

constexpr Size kUncut{80, 48};

/// Samples that count up from 0.
Pixels counted(Size size, int bands) {
  Pixels pixels(size, bands);
  std::iota(pixels.samples().begin(), pixels.samples().end(), std::uint8_t{0});
  return pixels;
}

std::vector<int> pixel(const Pixels& pixels, int x, int y) {
  std::vector<int> values;
  for (int band = 0; band < pixels.bands(); ++band) values.push_back(pixels.at(x, y, band));
  return values;
}

std::vector<std::uint8_t> values(const Pixels& pixels) {
  const Pixels copy = pixels.copy();
  return {copy.samples().begin(), copy.samples().end()};
}

/// The peak signal-to-noise ratio, in dB.
double likeness(const Pixels& a, const Pixels& b) {
  EXPECT_EQ(a.size(), b.size());
  const auto x = values(a), y = values(b);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sum == 0 ? 99 : 10 * std::log10(255.0 * 255.0 * static_cast<double>(x.size()) / sum);
}

// ---- In memory ----------------------------------------------------------------------------------

TEST(Pixels, BeginAsZerosAtAMultipleOf64Bytes) {
  for (const Size size : {Size{1, 1}, Size{13, 7}, Size{640, 480}}) {
    const Pixels pixels(size, 3);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pixels.data()) % 64, 0U);
    EXPECT_EQ(std::accumulate(pixels.samples().begin(), pixels.samples().end(), 0), 0);
    EXPECT_EQ(pixels.stride(), 3U * static_cast<unsigned>(size.width));
  }
  EXPECT_TRUE(Pixels().empty());
  EXPECT_TRUE(Pixels().copy().empty());
  EXPECT_TRUE(Pixels().samples().empty());
}

TEST(Pixels, LieInRowsOfPixelsOfBands) {
  Pixels pixels = counted({4, 3}, 2);
  EXPECT_EQ(pixels.at(0, 0, 1), 1);
  EXPECT_EQ(pixels.at(1, 0), 2);
  EXPECT_EQ(pixels.at(3, 2, 1), 23);
  EXPECT_EQ(pixels.row(1).front(), 8);
  EXPECT_EQ(pixels.row(1).size(), 8U);
  pixels.at(0, 1) = 100;
  EXPECT_EQ(pixels.samples()[8], 100);
}

TEST(Pixels, OutsideOfThePictureAreErrorsThatNameBoth) {
  const Pixels pixels({4, 3}, 1);
  EXPECT_EQ(message([&] { pixels.at(4, 0); }),
            "pixel (4, 0), band 0, is outside of a picture of 4x3 with 1 band");
  EXPECT_EQ(message([&] { pixels.at(0, 0, 1); }),
            "pixel (0, 0), band 1, is outside of a picture of 4x3 with 1 band");
  EXPECT_EQ(message([&] { pixels.row(-1); }), "row -1 is outside of a picture of 4x3");
  EXPECT_EQ(message([&] {
              pixels.crop({2, 1, 3, 1});
            }),
            "the part of 3x1 pixels at (2, 1) is not inside the picture of 4x3");
  constexpr int most = std::numeric_limits<int>::max();
  EXPECT_THROW(pixels.crop({most, 0, most, 1}), Error);
  EXPECT_THROW(pixels.crop({0, 0, 0, 1}), Error);
  EXPECT_EQ(message([] {
              Pixels({4, 0}, 3);
            }),
            "a picture cannot have 4x0 pixels, each side must be at least 1");
  EXPECT_EQ(
      message([] {
        FloatPixels({most, most}, 4);
      }),
      "a picture of 2147483647x2147483647 with 4 bands is too large for the memory of any machine");
  EXPECT_EQ(message([] { Pixels({4, 4}, 5); }), "a picture cannot have 5 bands, only 1 to 4");
}

TEST(Pixels, ShareTheirMemoryWithCopiesAndParts) {
  Pixels part;
  {
    Pixels pixels = counted({4, 3}, 1);
    part = pixels.crop({1, 1, 2, 2});
    pixels.at(1, 1) = 77;
  }
  EXPECT_EQ(values(part), (std::vector<std::uint8_t>{77, 6, 9, 10}));
  EXPECT_TRUE(part.has_gaps());
  EXPECT_EQ(message([&] { part.samples(); }),
            "the rows of these pixels have gaps between them\n  use copy()");
  Pixels copy = part.copy();
  copy.at(0, 0) = 1;
  EXPECT_EQ(part.at(0, 0), 77);
  EXPECT_FALSE(copy.has_gaps());
}

TEST(Pixels, ViewMemoryOfOthers) {
  std::vector<std::uint16_t> memory(5 * 3);
  std::iota(memory.begin(), memory.end(), std::uint16_t{0});
  Pixels16 view(memory.data(), {2, 3}, 2, 10);
  EXPECT_EQ(view.at(1, 2, 1), 13);
  view.at(1, 2, 1) = 500;
  EXPECT_EQ(memory[13], 500);
  EXPECT_EQ(message([&] {
              Pixels16(memory.data(), {3, 2}, 2, 10);
            }),
            "the stride of 10 bytes does not fit rows of 12 bytes of samples of 2");
  EXPECT_THROW(Pixels16(memory.data(), {2, 2}, 2, 11), Error);
}

TEST(Pixels, AreConvertedRoundedAndClamped) {
  FloatPixels floats({5, 1}, 1);
  const float given[] = {-3, 0.49F, 0.5F, 300, std::numeric_limits<float>::quiet_NaN()};
  std::copy(std::begin(given), std::end(given), floats.samples().begin());
  EXPECT_EQ(values(floats.to<std::uint8_t>()), (std::vector<std::uint8_t>{0, 0, 1, 255, 0}));
  EXPECT_EQ(floats.to<std::uint16_t>(1000, 1).at(3, 0), 65535);
  EXPECT_FLOAT_EQ(counted({3, 1}, 1).to<float>(0.5F, -1).at(2, 0), 0);
  EXPECT_EQ(counted({3, 1}, 1).to<std::uint16_t>(257).at(2, 0), 514);
}

TEST(Pixels, BecomeATensorOfPlanes) {
  const Pixels pixels = counted({2, 2}, 2);
  const std::vector<float> planes = to_tensor(pixels);
  const float expected[] = {0, 2, 4, 6, 1, 3, 5, 7};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_FLOAT_EQ(planes[i] * 255, expected[i]);
  const float mean[] = {0, 1}, deviation[] = {1, 0.5F};
  const std::vector<float> tensor = to_tensor(pixels.crop({1, 1, 1, 1}), mean, deviation);
  EXPECT_FLOAT_EQ(tensor[0], 6 / 255.0F);
  EXPECT_FLOAT_EQ(tensor[1], (7 / 255.0F - 1) / 0.5F);
  EXPECT_EQ(message([&] {
              to_tensor(Pixels({1, 1}, 3), mean);
            }),
            "to_tensor: mean has 2 values, the pixels have 3 bands");
  const float none[] = {1, 0};
  EXPECT_EQ(message([&] { to_tensor(pixels, mean, none); }),
            "to_tensor: deviation[1] is 0, by which no sample can be divided");
}

// ---- From pictures ------------------------------------------------------------------------------

TEST(ImagePixels, AreThoseThatLibvipsSees) {
  for (const char* suffix : {".png", ".tif", ".jpg[Q=100,subsample_mode=off]", ".webp[lossless]"}) {
    const File file = make_noise(suffix, {61, 47}, 3);
    const Pixels pixels = Image(file).pixels();
    const Decoded by_libvips = decode(file);
    EXPECT_EQ(pixels.size(), by_libvips.size) << suffix;
    EXPECT_EQ(values(pixels), by_libvips.pixels) << suffix;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pixels.data()) % 64, 0U) << suffix;
  }
}

TEST(ImagePixels, HaveTheBandsThatAreAskedFor) {
  const File plain = make_plain(".png", {200, 100, 50});
  EXPECT_EQ(pixel(Image(plain).pixels(), 3, 3), (std::vector<int>{200, 100, 50}));
  EXPECT_EQ(pixel(Image(plain).pixels(Colours::grey), 3, 3), (std::vector<int>{124}));  // Pillow
  EXPECT_EQ(pixel(Image(plain).pixels(Colours::rgba), 3, 3), (std::vector<int>{200, 100, 50, 255}));
  const File grey = make_plain(".png", {90});
  EXPECT_EQ(pixel(Image(grey).pixels(), 3, 3), (std::vector<int>{90, 90, 90}));
  EXPECT_EQ(pixel(Image(grey).pixels(Colours::grey), 3, 3), (std::vector<int>{90}));
  const File clear = make_plain(".png", {200, 100, 50, 51});
  EXPECT_EQ(pixel(Image(clear).pixels(), 3, 3), (std::vector<int>{244, 224, 214}));
  EXPECT_EQ(pixel(Image(clear).pixels(Colours::rgba), 3, 3), (std::vector<int>{200, 100, 50, 51}));
  const Image large = Image(clear).resize({99, 98}, Fit::stretch);
  EXPECT_EQ(pixel(large.pixels(Colours::rgba), 98, 97), (std::vector<int>{200, 100, 50, 51}));
  const File grey_clear = make_plain(".png", {100, 51});
  EXPECT_EQ(pixel(Image(grey_clear).pixels(Colours::grey), 3, 3), (std::vector<int>{224}));
  EXPECT_EQ(pixel(Image(grey_clear).pixels(Colours::rgba), 3, 3),
            (std::vector<int>{100, 100, 100, 51}));
}

TEST(ImagePixels, AreUprightAndCutWhereTheyAreSeen) {
  const File jpeg = make_noise(".jpg[Q=100,subsample_mode=off]", kUncut, 3);
  const File png = make_noise(".png[strip]", kUncut, 3);
  const File clear = make_noise(".png[strip]", kUncut, 4);
  for (int turn = 1; turn <= 8; ++turn) {
    for (const File& file :
         {jpeg_with_exif(jpeg, make_exif(turn)), png_with_exif(png, make_exif(turn), false),
          png_with_exif(clear, make_exif(turn), false),
          make_turned_picture(".tif", kUncut, turn)}) {
      const Image image(file);
      const Pixels all = image.pixels();
      EXPECT_EQ(all.size(), turn < 5 ? kUncut : (Size{kUncut.height, kUncut.width}));
      EXPECT_EQ(image.size(), kUncut);
      EXPECT_EQ(image.upright_size(), all.size());
      const Rect part{5, 7, 31, 22};
      EXPECT_EQ(values(image.crop(part).pixels()), values(all.crop(part)))
          << image.extension() << turn;
      EXPECT_EQ(image.crop(part).size(), (Size{31, 22}));
      EXPECT_EQ(image.crop(part).upright_size(), (Size{31, 22}));
      EXPECT_EQ(values(image.crop(part).crop({1, 2, 20, 19}).pixels()),
                values(all.crop({6, 9, 20, 19})));
    }
  }
  EXPECT_EQ(message([&] {
              Image(png).crop({60, 0, 21, 10});
            }),
            "the part of 21x10 pixels at (60, 0) is not inside the picture of 80x48");
}

// ---- Scaled -------------------------------------------------------------------------------------

TEST(ImageResize, HasExactlyTheSizeWhateverThePicture) {
  for (const char* suffix : {".jpg", ".png", ".tif", ".webp", ".gif"}) {
    for (const Size from : {Size{80, 48}, Size{1, 90}, Size{90, 1}, Size{31, 31}}) {
      const File file = make_picture(suffix, from);
      for (const Size to : {Size{224, 224}, Size{7, 50}, Size{1, 1}, Size{80, 10}}) {
        for (const Fit fit : {Fit::contain, Fit::cover, Fit::stretch}) {
          const Image image = Image(file).resize(to, fit);
          EXPECT_EQ(image.size(), to);
          EXPECT_EQ(image.pixels().size(), to) << suffix << from.width << "x" << from.height;
        }
      }
    }
  }
  const File bmp = make_bmp(kUncut, 32, true);
  EXPECT_EQ(Image(bmp).resize({100, 20}, Fit::cover).pixels().size(), (Size{100, 20}));
}

TEST(ImageResize, ContainsThePictureInTheMiddleOfTheFill) {
  const File file = make_plain(".png", {200, 100, 50});  // a square
  const Pixels pixels = Image(file).resize({30, 10}, Fit::contain, {1, 2, 3}).pixels();
  EXPECT_EQ(pixel(pixels, 9, 5), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(pixel(pixels, 10, 5), (std::vector<int>{200, 100, 50}));
  EXPECT_EQ(pixel(pixels, 19, 9), (std::vector<int>{200, 100, 50}));
  EXPECT_EQ(pixel(pixels, 20, 0), (std::vector<int>{1, 2, 3}));
  const File grey = make_plain(".png", {90});
  const Image wide = Image(grey).resize({30, 10}, Fit::contain, {0, 0, 255});
  EXPECT_EQ(pixel(wide.pixels(), 0, 0), (std::vector<int>{0, 0, 255}));
  EXPECT_EQ(pixel(wide.pixels(), 15, 5), (std::vector<int>{90, 90, 90}));
  EXPECT_EQ(pixel(wide.pixels(Colours::grey), 0, 0), (std::vector<int>{29}));
  EXPECT_EQ(decode(wide.encode(Format::png)).at(0, 0), (std::vector<int>{0, 0, 255}));
  const File clear = make_plain(".png", {90, 128});
  EXPECT_EQ(
      pixel(Image(clear).resize({30, 10}, Fit::contain, {7, 7, 7}).pixels(Colours::rgba), 0, 0),
      (std::vector<int>{7, 7, 7, 255}));
  EXPECT_EQ(message([&] {
              wide.thumbnail({5, 5});
            }),
            "cannot scale a picture after Fit::contain has filled it up\n  do it before, or to its "
            "pixels()");
  EXPECT_THROW(wide.crop({0, 0, 1, 1}), Error);
}

TEST(ImageResize, CoversTheBoxWithTheMiddleOfThePicture) {
  const File file = make_picture(".png", {120, 40});  // quarters of 60x20
  const Pixels pixels = Image(file).resize({40, 40}, Fit::cover).pixels();
  EXPECT_EQ(colour_of(pixel(pixels, 10, 10)), "red");
  EXPECT_EQ(colour_of(pixel(pixels, 30, 10)), "green");
  EXPECT_EQ(values(pixels), values(Image(file).crop({40, 0, 40, 40}).pixels()));
}

/// A part that is scaled is decoded at a lower scale, and still looks like the part of all pixels.
TEST(ImageResize, OfAPartIsThatOfAllPixelsOfThePart) {
  for (const char* suffix : {".jpg[Q=95]", ".png", ".tif"}) {
    const File file = make_picture(suffix, {1200, 900});
    const Rect part{300, 200, 600, 500};
    const Buffer cut = encode(Image(file).pixels().crop(part), Format::png);
    const Pixels expected = Image(cut).resize({90, 80}, Fit::stretch).pixels();
    const Pixels made = Image(file).crop(part).resize({90, 80}, Fit::stretch).pixels();
    EXPECT_GT(likeness(made, expected), 38) << suffix;
  }
}

TEST(ImageResize, OfAPartTakesNothingFromOutsideOfIt) {
  Pixels halves({40, 20}, 3);
  for (int y = 0; y < 20; ++y) {
    for (auto& sample : halves.row(y).subspan(60)) sample = 255;
  }
  for (const Format format : {Format::png, Format::bmp, Format::tiff}) {
    const Buffer file = encode(halves, format);
    for (const Size size : {Size{60, 60}, {7, 7}}) {
      const Image part = Image(file).crop({20, 0, 20, 20});
      const std::vector<std::uint8_t> made = values(part.resize(size, Fit::stretch).pixels());
      EXPECT_EQ(std::ranges::count(made, 255), std::ssize(made)) << static_cast<int>(format);
    }
  }
}

TEST(ImageResize, EnlargesPicturesOfEveryKindAlike) {
  const File png = make_noise(".png", {37, 23}, 3);
  const auto enlarged = [](Bytes file) {
    return values(Image(file).resize({80, 60}, Fit::stretch).pixels(Colours::rgba));
  };
  for (const Format format : {Format::bmp, Format::tiff, Format::webp}) {
    const Buffer file = encode(Image(png).pixels(), format, {100});
    EXPECT_EQ(enlarged(file), enlarged(encode(Image(file).pixels(), Format::png)));
  }
}

TEST(ImageResize, RejectsSizesThatAreNoneOrTooLarge) {
  const File file = make_picture(".png", kUncut);
  EXPECT_EQ(message([&] {
              Image(file).resize({0, 5}, Fit::stretch);
            }),
            "a picture cannot have 0x5, each side must be at least 1");
  EXPECT_THROW(Image(file).resize({100'000, 100'000}, Fit::stretch).pixels(), LimitError);
  EXPECT_THROW(Image(file).resize({100'000, 100'000}, Fit::contain).encode(Format::png),
               LimitError);
}

// ---- To files -----------------------------------------------------------------------------------

TEST(EncodePixels, WritesWhatIsReadAgain) {
  for (int bands = 1; bands <= 4; ++bands) {
    const Pixels pixels = counted({11, 5}, bands);
    for (const Format format : {Format::png, Format::tiff}) {
      const Decoded read = decode(encode(pixels, format));
      EXPECT_EQ(read.bands, bands);
      EXPECT_EQ(read.pixels, values(pixels));
    }
    const Pixels part = pixels.crop({2, 1, 3, 4});
    EXPECT_EQ(decode(encode(part, Format::png)).pixels, values(part));
  }
  const File file = make_picture(".png", kUncut);
  const Buffer jpeg = encode(Image(file).pixels(), Format::jpeg, {95});
  EXPECT_EQ(quarters_of(jpeg), "red green blue white");
  EXPECT_EQ(message([] { encode(Pixels(), Format::png); }), "an empty picture cannot be encoded");
  EXPECT_THROW(encode(counted({2, 2}, 1), Format::jpeg, {0}), Error);
}

}  // namespace
}  // namespace accel
