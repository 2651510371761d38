// SPDX-License-Identifier: Apache-2.0
// BMP, read and written without an image library.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

namespace accel {
namespace {

std::string decode_error(const File& file) {
  try {
    Image(file).encode(Format::bmp);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

/// A BMP of one pixel of 32 bits with masks, as image editors write it.
File make_masked_bmp(std::uint8_t header_size, std::vector<std::uint8_t> masks,
                     std::uint8_t alpha) {
  File file = make_bmp({1, 1}, 32, false);
  file.resize(54);
  file[14] = header_size;
  file[30] = 3;
  file.insert(file.end(), masks.begin(), masks.end());
  file[10] = static_cast<std::uint8_t>(file.size());
  for (std::uint8_t byte : {std::uint8_t{10}, std::uint8_t{20}, std::uint8_t{30}, alpha}) {
    file.push_back(byte);
  }
  return file;
}

const std::vector<std::uint8_t> kUsualMasks{0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255};

TEST(ImageBmp, IsReadWhicheverRowComesFirst) {
  for (int bits : {24, 32}) {
    for (bool top_down : {false, true}) {
      for (int width : {5, 6, 7, 8}) {
        const File file = make_bmp({width, 6}, bits, top_down);
        EXPECT_EQ(quarters_of(Image(file).encode(Format::png)), "red green blue white");
        EXPECT_EQ(quarters_of(Image(file).encode(Format::bmp)), "red green blue white");
      }
    }
  }
}

TEST(ImageBmp, WrittenAndReadAgainIsTheSame) {
  for (int width : {1, 2, 3, 4, 99}) {
    const File file = make_picture(".png", {width, 31});
    const Buffer once = Image(file).encode(Format::bmp);
    EXPECT_EQ(Bytes(Image(once).encode(Format::bmp)), Bytes(once));
    EXPECT_EQ(decode(Image(once).encode(Format::png)).pixels, decode(file).pixels);
  }
}

TEST(ImageBmp, HasAHeaderThatStatesItsLength) {
  const File file = make_picture(".png", {5, 3});
  const Buffer bmp = Image(file).encode(Format::bmp);
  EXPECT_EQ(bmp.size(), 54U + 3 * 16);
  EXPECT_EQ(bmp.data()[2], bmp.size());
  EXPECT_EQ(image_extension(bmp), "bmp");
}

TEST(ImageBmp, IsReadWithTheUsualMasks) {
  const File opaque = make_masked_bmp(40, {kUsualMasks.begin(), kUsualMasks.begin() + 12}, 0);
  EXPECT_EQ(decode(Image(opaque).encode(Format::png)).at(0, 0), (std::vector<int>{30, 20, 10}));
  const File clear = make_masked_bmp(56, kUsualMasks, 100);
  EXPECT_EQ(decode(Image(clear).encode(Format::png)).at(0, 0), (std::vector<int>{30, 20, 10, 100}));
  EXPECT_EQ(decode(Image(clear).encode(Format::bmp)).at(0, 0), (std::vector<int>{167, 163, 159}));
}

TEST(ImageBmp, OfAnotherSortIsAnErrorThatSaysWhich) {
  File file = make_bmp({4, 4}, 24, false);
  file[28] = 8;
  EXPECT_EQ(decode_error(file),
            "BMP with 8 bits and compression 0 is not supported, only 24 and 32 bits without "
            "compression");
  file[28] = 24, file[30] = 1;
  EXPECT_EQ(decode_error(file),
            "BMP with 24 bits and compression 1 is not supported, only 24 and 32 bits without "
            "compression");
}

TEST(ImageBmp, WithPixelsMissingIsTruncated) {
  File file = make_bmp({4, 4}, 24, false);
  file.pop_back();
  EXPECT_EQ(decode_error(file), "truncated BMP: it ends in its pixels, after 101 bytes");
}

TEST(ImageBmp, WithItsPixelsBeyondTheEndIsTruncated) {
  File file = make_bmp({4, 4}, 24, false);
  file[10] = file[11] = file[12] = file[13] = 0xff;
  EXPECT_EQ(decode_error(file), "truncated BMP: it ends in its pixels, after 102 bytes");
}

TEST(ImageBmp, ThatClaimsManyPixelsTakesNoMemoryForThem) {
  File file = make_bmp({4, 4}, 32, false);
  file[19] = file[23] = 0x30;  // 12292 x 12292, under the limit
  EXPECT_EQ(decode_error(file), "truncated BMP: it ends in its pixels, after 118 bytes");
}

}  // namespace
}  // namespace accel
