// SPDX-License-Identifier: Apache-2.0
// A picture is whole or an Error: never a half that passes for a success.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace accel {
namespace {

constexpr Size kCutSize{24, 16};

File cut_at(const File& file, std::size_t length) {
  return File(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
}

std::string encode_error(const File& file, Size box = {24, 24}) {
  try {
    Image(file).thumbnail(box).encode(Format::png);
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

File make_large_jpeg() { return make_picture(".jpg[Q=100]", {640, 480}); }

/// A picture of each sort that is decoded in a way of its own.
std::vector<std::pair<std::string, File>> pictures() {
  std::vector<std::pair<std::string, File>> all = {
      {"16-bit PNG", make_picture(".png", kCutSize, StoredColours::rgb16)},
      {"grey PNG with alpha", make_picture(".png", kCutSize, StoredColours::grey_alpha)},
      {"WebP with alpha", make_picture(".webp", kCutSize, StoredColours::rgba)},
      {"CMYK JPEG", make_picture(".jpg", kCutSize, StoredColours::cmyk)},
      {"animated GIF", make_pages(".gif", kCutSize)},
      {"animated WebP", make_pages(".webp", kCutSize)},
      {"BMP", make_bmp(kCutSize, 24, false)},
      {"TIFF of pages", make_pages(".tif[compression=deflate]", kCutSize)}};
  for (const char* suffix :
       {".jpg", ".jpg[interlace]", ".png", ".png[palette]", ".png[interlace]", ".gif",
        ".gif[interlace]", ".webp", ".webp[lossless]", ".tif", ".tif[compression=lzw]",
        ".tif[compression=deflate]", ".tif[compression=jpeg]",
        ".tif[compression=lzw,tile,tile-width=16,tile-height=16]", ".heic", ".avif"}) {
    all.emplace_back(suffix, make_picture(suffix, kCutSize));
  }
  return all;
}

/// Cuts a file at every `step`th length; how many of these are refused. The others must be whole.
std::size_t count_refused(const std::string& name, const File& file, std::size_t step) {
  const Buffer whole = Image(file).encode(Format::bmp);
  std::size_t refused = 0;
  for (std::size_t length = 0; length < file.size(); length += step) {
    const File cut = cut_at(file, length);
    try {
      EXPECT_TRUE(Bytes(Image(cut).encode(Format::bmp)) == Bytes(whole)) << name << " " << length;
    } catch (const Error& error) {
      EXPECT_EQ(error.message().find('\n'), std::string::npos) << error.what();
      refused += 1;
    }
  }
  return refused;
}

TEST(ImageTruncated, CutAnywhereIsAnErrorOrTheWholePicture) {
  for (const auto& [name, file] : pictures()) {
    // The first of the pages of a TIFF is whole when a third of the file is there.
    EXPECT_GT(4 * count_refused(name, file, 1), file.size()) << name;
  }
}

/// Nothing in noise is what a decoder would make up for what is missing.
TEST(ImageTruncated, NoiseCutAtManyLengthsIsAnErrorOrTheWholePicture) {
  for (const char* suffix :
       {".jpg", ".jpg[interlace]", ".jpg[Q=95,restart-interval=3]", ".png", ".png[interlace]",
        ".gif", ".webp[lossless]", ".webp", ".tif", ".tif[compression=lzw]",
        ".tif[compression=deflate]", ".tif[compression=jpeg]",
        ".tif[compression=jpeg,tile,tile-width=16,tile-height=16]", ".heic", ".avif"}) {
    const File file = make_noise(suffix, {96, 80}, 3);
    const std::size_t lengths = count_refused(suffix, file, file.size() / 50);
    EXPECT_GT(lengths, 45U) << suffix;
  }
}

TEST(ImageTruncated, WithAnyByteChangedDoesNoHarm) {
  for (const auto& [name, file] : pictures()) {
    const bool is_slow = name == ".heic" || name == ".avif" || name == "CMYK JPEG";
    for (std::size_t i = 0; i < file.size(); i += is_slow ? 10 : 1) {
      File changed = file;
      changed[i] ^= 0xff;
      try {
        Image(changed).thumbnail({12, 12}).encode(Format::bmp);
      } catch (const Error& error) {
        EXPECT_FALSE(error.message().empty());
      }
    }
  }
}

TEST(ImageTruncated, JpegSaysSo) {
  const File file = make_large_jpeg();
  for (std::size_t length :
       {file.size() / 4, file.size() / 2, file.size() - 100, file.size() - 2}) {
    EXPECT_EQ(encode_error(cut_at(file, length)),
              "truncated JPEG: no end of the picture in its " + std::to_string(length) + " bytes");
  }
}

TEST(ImageTruncated, JpegThatGotAnEndOfItsOwnSaysSoToo) {
  File file = make_large_jpeg();
  file = cut_at(file, file.size() / 2);
  file.insert(file.end(), {0xff, 0xd9});
  EXPECT_EQ(encode_error(file), "truncated JPEG: its data ends before the picture does");
  EXPECT_EQ(encode_error(file, {640, 480}),
            "truncated JPEG: its data ends before the picture does");
}

TEST(ImageTruncated, JpegWithATailOfZerosSaysSoToo) {
  File file = make_large_jpeg();
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2), file.end(),
            std::uint8_t{0});
  EXPECT_EQ(encode_error(file).find("truncated JPEG: no end"), 0U);
}

TEST(ImageTruncated, JpegInATiffThatEndsEarlySaysSo) {
  File file = make_noise(".tif[compression=jpeg]", {96, 80}, 3);
  const std::size_t middle = file.size() / 2;
  file[middle] = 0xff;
  file[middle + 1] = 0xd9;
  EXPECT_EQ(encode_error(file), "truncated TIFF: premature end of JPEG data");
}

void put_number(File& file, std::size_t at, std::size_t size, std::size_t number) {
  for (std::size_t i = 0; i < size; ++i) file[at + i] = static_cast<std::uint8_t>(number >> 8 * i);
}

/// The little-endian TIFF with another directory, at its end, that has the tag 33550 of GeoTIFF
/// too, which libtiff does not know.
File with_unknown_tag(File tiff) {
  const auto number = [&](std::size_t at) {
    return tiff[at] | std::size_t{tiff[at + 1]} << 8 | std::size_t{tiff[at + 2]} << 16 |
           std::size_t{tiff[at + 3]} << 24;
  };
  tiff.resize(tiff.size() + tiff.size() % 2);
  const std::size_t before = number(4), count = number(before) & 0xffff;
  const File entries(tiff.begin() + static_cast<std::ptrdiff_t>(before + 2),
                     tiff.begin() + static_cast<std::ptrdiff_t>(before + 2 + 12 * count));
  const std::size_t at = tiff.size(), last = at + 2 + entries.size();
  put_number(tiff, 4, 4, at);
  tiff.resize(at + 2);
  put_number(tiff, at, 2, count + 1);
  tiff.insert(tiff.end(), entries.begin(), entries.end());
  tiff.resize(last + 12 + 4 + 3 * 8);
  put_number(tiff, last, 2, 33550);
  put_number(tiff, last + 2, 2, 12);  // numbers of 8 bytes
  put_number(tiff, last + 4, 4, 3);
  put_number(tiff, last + 8, 4, last + 16);
  return tiff;
}

TEST(ImageTruncated, JpegInATiffWithUnknownTagsSaysSoToo) {
  File file = make_noise(".tif[compression=jpeg]", {96, 80}, 3);
  EXPECT_TRUE(Bytes(Image(with_unknown_tag(file)).encode(Format::bmp)) ==
              Bytes(Image(file).encode(Format::bmp)));
  put_number(file, file.size() / 2, 2, 0xd9ff);
  EXPECT_EQ(encode_error(with_unknown_tag(file)), "truncated TIFF: premature end of JPEG data");
}

TEST(ImageTruncated, EndMarkerOfAnEmbeddedPreviewDoesNotCount) {
  File exif = make_exif(1);
  exif.insert(exif.end(), {0xff, 0xd8, 0xff, 0xd9});
  const File file = jpeg_with_exif(make_large_jpeg(), exif);
  EXPECT_EQ(encode_error(cut_at(file, file.size() / 2)).find("truncated JPEG: no end"), 0U);
}

TEST(ImageTruncated, BytesAfterTheEndOfAJpegAreAllowed) {
  File file = make_picture(".jpg", kCutSize);
  file.insert(file.end(), 5000, 0x55);
  EXPECT_EQ(encode_error(file), "no error");
}

/// Where the sub-blocks of the first frame begin.
std::size_t gif_blocks(const File& gif) {
  const auto colours = [&](std::size_t flags) {
    return gif[flags] & 0x80 ? std::size_t{6} << (gif[flags] & 7) : 0;
  };
  std::size_t at = 13 + colours(10);
  while (gif[at] == 0x21) {
    for (at += 2; gif[at] > 0; at += 1 + gif[at]) continue;
    at += 1;
  }
  return at + 11 + colours(at + 9);
}

/// The file with only the first of its sub-blocks of pixels, and a proper end. `cut`: bytes that
/// the last of them lacks.
File gif_of_blocks(const File& gif, std::size_t count, std::size_t cut = 0) {
  const std::size_t data = gif_blocks(gif);
  std::size_t at = data, last = data;
  for (std::size_t i = 0; i < count && gif[at] > 0; ++i) at += 1 + gif[last = at];
  File file = cut_at(gif, at - cut);
  if (cut > 0) file[last] = static_cast<std::uint8_t>(file[last] - cut);
  file.insert(file.end(), {0, 0x3b});
  return file;
}

TEST(ImageTruncated, GifWhosePixelsEndEarlySaysSo) {
  for (const char* suffix : {".gif", ".gif[interlace]"}) {
    const File file = make_noise(suffix, {200, 150}, 3);
    EXPECT_EQ(encode_error(gif_of_blocks(file, 1000)), "no error");
    EXPECT_EQ(encode_error(gif_of_blocks(file, 0)),
              "truncated GIF: its data ends after 0 of 30000 pixels");
    for (std::size_t blocks = 1; blocks < file.size() / 256 - 6; blocks += 7) {
      EXPECT_EQ(encode_error(gif_of_blocks(file, blocks)).find("truncated GIF: its data ends"), 0U)
          << suffix << " " << blocks;
    }
  }
  EXPECT_EQ(encode_error(gif_of_blocks(make_gif({20, 20}, 5, 5, {10, 4}), 1, 9)),
            "truncated GIF: its data ends after 26 of 40 pixels");
}

TEST(ImageTruncated, GifWhoseCodesEndEarlySaysSo) {
  File file = make_gif({20, 20}, 5, 5, {10, 4});
  const std::size_t codes = gif_blocks(file) + 1;
  file[codes + 3] = static_cast<std::uint8_t>(4 | 5 << 3);  // forget, end
  EXPECT_EQ(encode_error(file).find("truncated GIF: its data ends after "), 0U);
  file = make_gif({20, 20}, 5, 5, {10, 4});
  file[codes] = static_cast<std::uint8_t>(4 | 6 << 3);  // a string before there is one
  EXPECT_EQ(encode_error(file), "damaged GIF: an unknown LZW code");
}

TEST(ImageTruncated, BytesAfterThePixelsOfAGifAreAllowed) {
  File file = make_noise(".gif", {96, 80}, 3);
  file.insert(file.end(), 300, 0x55);
  EXPECT_EQ(encode_error(file), "no error");
  file = make_gif({20, 20}, 5, 5, {10, 4});
  const std::size_t data = gif_blocks(file);
  file[data] = static_cast<std::uint8_t>(file[data] + 3);
  file.insert(file.end() - 2, {1, 2, 3});  // in its sub-block
  EXPECT_EQ(encode_error(file), "no error");
}

TEST(ImageTruncated, OtherKindsSaySo) {
  for (const char* suffix : {".png", ".webp", ".gif"}) {
    const File file = make_picture(suffix, {64, 48});
    EXPECT_EQ(encode_error(cut_at(file, file.size() / 2)).find("truncated "), 0U) << suffix;
  }
  const File heif = make_picture(".heic", {64, 48});
  EXPECT_EQ(encode_error(cut_at(heif, heif.size() - 20)).find("truncated HEIF: "), 0U);
}

TEST(ImageTruncated, ErrorOfOnePictureIsNotReportedForTheNext) {
  const File good = make_picture(".png", kCutSize);
  File bad = make_picture(".png", kCutSize);
  bad[bad.size() - 20] ^= 0xff;  // in its IDAT
  File short_tiff = make_noise(".tif[compression=jpeg]", {96, 80}, 3);
  put_number(short_tiff, short_tiff.size() / 2, 2, 0xd9ff);
  const std::string first = encode_error(bad), second = encode_error(short_tiff);
  EXPECT_EQ(first, "damaged PNG: IDAT: CRC error");
  EXPECT_EQ(second, "truncated TIFF: premature end of JPEG data");
  EXPECT_EQ(encode_error(good), "no error");
  EXPECT_EQ(encode_error(bad), first);
  File other = good;
  other[29] ^= 0xff;  // the checksum of its header
  EXPECT_EQ(encode_error(other), "damaged PNG: IHDR: CRC error");
}

}  // namespace
}  // namespace accel
