// SPDX-License-Identifier: Apache-2.0
// What a header tells: kind, size; and that no header, however bad, does harm.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace accel {
namespace {

constexpr Size kSize{33, 21};

struct Sample {
  std::string name;
  std::string extension;
  File file;
};

std::vector<Sample> samples() {
  return {{"baseline JPEG", "jpg", make_picture(".jpg", kSize)},
          {"progressive JPEG", "jpg", make_picture(".jpg[interlace]", kSize)},
          {"PNG", "png", make_picture(".png", kSize)},
          {"GIF", "gif", make_picture(".gif", kSize)},
          {"lossy WebP", "webp", make_picture(".webp[strip]", kSize)},
          {"lossless WebP", "webp", make_picture(".webp[lossless,strip]", kSize)},
          {"WebP with alpha", "webp", make_picture(".webp", kSize, StoredColours::rgba)},
          {"BMP", "bmp", make_bmp(kSize, 24, false)},
          {"BMP from the top down", "bmp", make_bmp(kSize, 32, true)},
          {"TIFF", "tiff", make_picture(".tif", kSize)},
          {"big TIFF", "tiff", make_picture(".tif[bigtiff]", kSize)}};
}

std::string header_error(Bytes bytes) {
  try {
    Image image(bytes);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string header_error(std::string_view text) { return header_error(Bytes(text)); }

bool is_backend_loaded() {
  std::ifstream maps("/proc/self/maps");
  const std::string text{std::istreambuf_iterator<char>(maps), {}};
  return text.find("libaccel_vips.so") != std::string::npos;
}

TEST(ImageHeader, GivesTheSizeOfEachKindOfPicture) {
  for (const Sample& sample : samples()) EXPECT_EQ(Image(sample.file).size(), kSize) << sample.name;
}

TEST(ImageHeader, GivesTheExtensionByTheFirstBytes) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(Image(sample.file).extension(), sample.extension) << sample.name;
    EXPECT_EQ(image_extension(sample.file), sample.extension) << sample.name;
  }
  EXPECT_EQ(image_extension(Bytes(std::string_view("BMW drivers of the world"))), "");
  EXPECT_EQ(image_extension(Bytes()), "");
}

TEST(ImageHeader, KnowsHeifAndAvifByTheirBrands) {
  using namespace std::string_view_literals;
  EXPECT_EQ(image_extension(Bytes("\0\0\0\x18"
                                  "ftypheic\0\0\0\0mif1heic"sv)),
            "heic");
  EXPECT_EQ(image_extension(Bytes("\0\0\0\x18"
                                  "ftypavif\0\0\0\0mif1miaf"sv)),
            "avif");
  EXPECT_EQ(image_extension(Bytes("\0\0\0\x18"
                                  "ftypmif1\0\0\0\0mif1avif"sv)),
            "avif");
  EXPECT_EQ(image_extension(Bytes("\0\0\0\x18"
                                  "ftypmif1\0\0\0\0mif1miaf"sv)),
            "heic");
  EXPECT_EQ(image_extension(Bytes("\0\0\0\x18"
                                  "ftypisom\0\0\0\0isomavc1"sv)),
            "");
}

TEST(ImageHeader, GivesTheStoredSizeOfATurnedPicture) {
  const File turned = jpeg_with_exif(make_picture(".jpg", kSize), make_exif(6));
  EXPECT_EQ(Image(turned).size(), kSize);
  EXPECT_EQ(Image(make_turned_picture(".tif", kSize, 6)).size(), kSize);
}

TEST(ImageHeader, LoadsNoImageLibraryForTheCommonKinds) {
  const bool before = is_backend_loaded();
  for (const Sample& sample : samples()) {
    Image(sample.file).thumbnail({10, 10});
  }
  EXPECT_EQ(is_backend_loaded(), before);
}

TEST(ImageHeader, NamesTheFirstBytesOfWhatIsNoImage) {
  EXPECT_EQ(header_error("hello"), "not an image (first bytes 68 65 6c 6c)");
  EXPECT_EQ(header_error("\xff"), "not an image (first bytes ff)");
}

TEST(ImageHeader, SaysThatAnEmptyFileIsEmpty) {
  EXPECT_EQ(header_error(""), "empty file, not an image");
}

TEST(ImageHeader, CutAnywhereGivesTheRightSizeOrAnError) {
  for (const Sample& sample : samples()) {
    for (std::size_t length = 0; length < sample.file.size(); ++length) {
      const File cut(sample.file.begin(),
                     sample.file.begin() + static_cast<std::ptrdiff_t>(length));
      try {
        EXPECT_EQ(Image(cut).size(), kSize) << sample.name << " cut at " << length;
      } catch (const Error& error) {
        EXPECT_EQ(error.message().find('\n'), std::string::npos);
      }
    }
  }
}

TEST(ImageHeader, WithAnyByteChangedDoesNoHarm) {
  for (const Sample& sample : samples()) {
    for (std::size_t i = 0; i < sample.file.size(); ++i) {
      File changed = sample.file;
      changed[i] ^= 0xff;
      try {
        const Size size = Image(changed).thumbnail({16, 16}).size();
        EXPECT_TRUE(size.width >= 1 && size.height >= 1) << sample.name << " changed at " << i;
      } catch (const Error& error) {
        EXPECT_FALSE(error.message().empty());
      }
    }
  }
}

TEST(ImageHeader, RejectsAJpegWithoutAFrameHeader) {
  EXPECT_EQ(header_error("\xff\xd8\xff\xd9"), "damaged JPEG: no frame header (SOF)");
  EXPECT_EQ(header_error("\xff\xd8\xff\xfe hello"),
            "truncated JPEG: it ends in its header, after 10 bytes");
}

TEST(ImageHeader, RejectsAJpegSegmentThatWouldNotMoveOn) {
  EXPECT_EQ(header_error(std::string_view("\xff\xd8\xff\xe0\0\0\xff\xd9", 8)),
            "damaged JPEG: a segment without a length");
}

TEST(ImageHeader, SkipsFillBytesAndStrayBytesBetweenJpegSegments) {
  File jpeg = make_picture(".jpg", kSize);
  const File stray{0xff, 0xff, 0x17, 0x00, 0xff};
  jpeg.insert(jpeg.begin() + 2, stray.begin(), stray.end());
  jpeg[2] = 0xff;  // the third byte still tells that it is a JPEG
  EXPECT_EQ(Image(jpeg).size(), kSize);
}

TEST(ImageHeader, RejectsSidesOfZero) {
  EXPECT_EQ(header_error(make_png_header(0, 5)), "damaged PNG: a side of 0 pixels");
  File gif = make_picture(".gif", kSize);
  gif[8] = gif[9] = 0;
  EXPECT_EQ(header_error(gif), "damaged GIF: a side of 0 pixels");
}

TEST(ImageHeader, RejectsSidesThatNoNumberHolds) {
  EXPECT_EQ(header_error(make_png_header(0x80000000, 5)), "damaged PNG: a side above 2^31 pixels");
  File bmp = make_bmp(kSize, 24, false);
  bmp[25] = 0x80, bmp[24] = bmp[23] = bmp[22] = 0;
  EXPECT_EQ(header_error(bmp), "damaged BMP: a side out of range");
}

TEST(ImageHeader, RejectsTooManyPixelsBeforeDecodingThem) {
  const File bomb = make_png_header(60000, 60000);
  const Image image(bomb);
  EXPECT_EQ(image.size(), (Size{60000, 60000}));
  try {
    image.thumbnail({100, 100}).encode(Format::png);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "image too large: 60000x60000 is above max_pixels, 268435456");
  }
}

TEST(ImageHeader, CanBeMovedFromOneImageToAnother) {
  const File file = make_picture(".png", kSize);
  Image first(file);
  Image second(std::move(first));
  first = std::move(second);
  EXPECT_EQ(first.size(), kSize);
}

}  // namespace
}  // namespace accel
