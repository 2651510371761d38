// SPDX-License-Identifier: Apache-2.0
// JPEGs of every sort: scans that are missing, inks, and what one may cost.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

// After what defines FILE and size_t, which it needs.
#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <cstdlib>

namespace accel {
namespace {

constexpr Size kScannedSize{40, 24};
constexpr std::string_view kScansMissing = "truncated JPEG: it ends before its last scans";

/// One scan: which components, coefficients `first` to `last`, from bit `high` (0: the first) down
/// to bit `low`.
struct Scan {
  std::vector<int> components;
  int first, last, high, low;
};

/// What most encoders write: cjpeg's own.
const std::vector<Scan> kUsual = {{{0, 1, 2}, 0, 0, 0, 1}, {{0}, 1, 5, 0, 2},  {{2}, 1, 63, 0, 1},
                                  {{1}, 1, 63, 0, 1},      {{0}, 6, 63, 0, 2}, {{0}, 1, 63, 2, 1},
                                  {{0, 1, 2}, 0, 0, 1, 0}, {{2}, 1, 63, 1, 0}, {{1}, 1, 63, 1, 0},
                                  {{0}, 1, 63, 1, 0}};

/// As mozjpeg and old Photoshops do: all bits at once.
const std::vector<Scan> kByFrequency = {{{0, 1, 2}, 0, 0, 0, 0},
                                        {{0}, 1, 8, 0, 0},
                                        {{1}, 1, 63, 0, 0},
                                        {{2}, 1, 63, 0, 0},
                                        {{0}, 9, 63, 0, 0}};

std::vector<jpeg_scan_info> script_of(const std::vector<Scan>& scans) {
  std::vector<jpeg_scan_info> script;
  for (const Scan& scan : scans) {
    jpeg_scan_info info{};
    info.comps_in_scan = static_cast<int>(scan.components.size());
    std::copy(scan.components.begin(), scan.components.end(), info.component_index);
    info.Ss = scan.first;
    info.Se = scan.last;
    info.Ah = scan.high;
    info.Al = scan.low;
    script.push_back(info);
  }
  return script;
}

/// Noise with these scans, in colour; with none, baseline. `restarts`: a marker every so many
/// units.
File make_jpeg(const std::vector<Scan>& scans, int restarts = 0, Size size = kScannedSize) {
  const Decoded noise = decode(make_noise(".png", size, 3));
  const auto script = script_of(scans);
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* data = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&jpeg, &data, &bytes);
  jpeg.image_width = static_cast<JDIMENSION>(size.width);
  jpeg.image_height = static_cast<JDIMENSION>(size.height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg.restart_interval = static_cast<unsigned>(restarts);
  jpeg.scan_info = scans.empty() ? nullptr : script.data();
  jpeg.num_scans = static_cast<int>(scans.size());
  jpeg_start_compress(&jpeg, TRUE);
  for (int y = 0; y < size.height; ++y) {
    auto* row = const_cast<JSAMPLE*>(noise.pixels.data()) + 3 * y * size.width;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  File file(data, data + bytes);
  jpeg_destroy_compress(&jpeg);
  std::free(data);
  return file;
}

/// Where scans begin, with the tables before them; and at last where the end marker is.
std::vector<std::size_t> scan_starts(const File& file) {
  std::vector<std::size_t> starts;
  bool in_tables = true;
  for (std::size_t i = 2; i + 3 < file.size();) {
    const bool is_marker = file[i] == 0xff && file[i + 1] != 0 && (file[i + 1] & 0xf8) != 0xd0;
    if (!is_marker) {
      ++i;
      in_tables = false;
      continue;
    }
    if (!in_tables || (starts.empty() && file[i + 1] == 0xda)) starts.push_back(i);
    in_tables = file[i + 1] != 0xda;
    i += 2 + (std::size_t{file[i + 2]} << 8 | file[i + 3]);
  }
  starts.push_back(file.size() - 2);
  return starts;
}

/// The file without what lies between two places.
File without(const File& file, std::size_t from, std::size_t to) {
  File shorter(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(from));
  shorter.insert(shorter.end(), file.begin() + static_cast<std::ptrdiff_t>(to), file.end());
  return shorter;
}

/// What is said of it, at its size and as a thumbnail, through RGB and straight to JPEG.
std::string said_of(const File& file) {
  std::string said;
  for (Format format : {Format::bmp, Format::jpeg}) {
    for (Size box : {kScannedSize, Size{5, 5}}) {
      try {
        Image(file).thumbnail(box).encode(format);
      } catch (const Error& error) {
        if (said.find(error.message()) == std::string::npos) said += error.message();
      }
    }
  }
  return said;
}

TEST(ImageJpeg, OfEachOrderOfScansIsWholeOrAnErrorWhereverItIsCutBetweenThem) {
  const std::vector<Scan> by_component = {
      {{0}, 0, 63, 0, 0}, {{1}, 0, 63, 0, 0}, {{2}, 0, 63, 0, 0}};
  for (const auto& scans : {kUsual, kByFrequency, by_component}) {
    const File file = make_jpeg(scans);
    EXPECT_EQ(said_of(file), "");
    const auto starts = scan_starts(file);
    ASSERT_EQ(starts.size(), scans.size() + 1);
    for (std::size_t scan = 1; scan < scans.size(); ++scan) {
      EXPECT_EQ(said_of(without(file, starts[scan], starts.back())), kScansMissing) << scan;
    }
  }
}

TEST(ImageJpeg, WithoutAScanInTheMiddleIsAnError) {
  const File file = make_jpeg(kUsual);
  const auto starts = scan_starts(file);
  for (std::size_t scan = 0; scan < kUsual.size(); ++scan) {
    EXPECT_NE(said_of(without(file, starts[scan], starts[scan + 1])), "") << scan;
  }
}

TEST(ImageJpeg, WhoseScansNeverBringAllCoefficientsIsAnError) {
  std::vector<Scan> lacks_chroma = kByFrequency, lacks_bits = kByFrequency;
  lacks_chroma.erase(lacks_chroma.begin() + 2, lacks_chroma.begin() + 4);
  lacks_bits.back().low = 1;
  EXPECT_EQ(said_of(make_jpeg(lacks_chroma)), kScansMissing);
  EXPECT_EQ(said_of(make_jpeg(lacks_bits)), kScansMissing);
}

TEST(ImageJpeg, CutAtAnyLengthAndGivenAnEndIsAnErrorOrTheSamePicture) {
  for (const File& file :
       {make_jpeg({}), make_jpeg({}, 1), make_jpeg(kUsual), make_jpeg(kByFrequency, 2)}) {
    const Buffer whole = Image(file).encode(Format::bmp);
    for (std::size_t length = scan_starts(file)[0]; length + 3 < file.size(); ++length) {
      try {
        const Buffer cut = Image(without(file, length, file.size() - 2)).encode(Format::bmp);
        EXPECT_EQ(Bytes(cut), Bytes(whole)) << length << " of " << file.size();
      } catch (const Error&) {
      }
    }
  }
}

TEST(ImageJpeg, WithALostRestartMarkerIsAnError) {
  const File file = make_jpeg({}, 1);
  for (std::size_t i = scan_starts(file)[0]; i + 3 < file.size(); ++i) {
    if (file[i] != 0xff || (file[i + 1] & 0xf8) != 0xd0) continue;
    EXPECT_NE(said_of(without(file, i, i + 2)), "") << i;
    File other = file;
    other[i + 1] ^= 4;  // the number of another
    EXPECT_NE(said_of(other), "") << i;
  }
}

/// Not always: libjpeg counts those that it has read ahead only where it meets the next.
TEST(ImageJpeg, WithBytesLeftOverBeforeARestartIsMostlyAnError) {
  const File file = make_jpeg({}, 1, {160, 96});
  int all = 0, found = 0;
  for (std::size_t i = scan_starts(file)[0] + 20; i + 1 < file.size(); ++i) {
    if (file[i] != 0xff || (file[i + 1] & 0xf8) != 0xd0) continue;
    File longer = file;
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(i), 40, std::uint8_t{0x55});
    found += said_of(longer).find("extraneous bytes before marker 0xd") != std::string::npos;
    all += 1;
  }
  EXPECT_EQ(all, 59);
  EXPECT_GT(2 * found, all);
  File at_end = file;
  at_end.insert(at_end.end() - 2, 3, std::uint8_t{0x55});
  EXPECT_EQ(said_of(at_end), "");
}

TEST(ImageJpeg, WithPaddingBeforeItsRestartsIsWhole) {
  const File file = make_jpeg({}, 1, {160, 96});
  File padded = file;
  for (std::size_t i = file.size() - 2; i-- > scan_starts(file)[0] + 20;) {
    if (file[i] != 0xff || (file[i + 1] & 0xf8) != 0xd0) continue;
    padded.insert(padded.begin() + static_cast<std::ptrdiff_t>(i), 10, std::uint8_t{0});
  }
  EXPECT_EQ(padded.size(), file.size() + 59 * 10);
  EXPECT_EQ(Bytes(Image(padded).encode(Format::bmp)), Bytes(Image(file).encode(Format::bmp)));
}

TEST(ImageJpeg, WithoutEndOfScansIsAnError) {
  const File file = make_jpeg(kByFrequency);
  const auto starts = scan_starts(file);
  const File first(file.begin() + static_cast<std::ptrdiff_t>(starts[0]),
                   file.begin() + static_cast<std::ptrdiff_t>(starts[1]));
  File bomb = without(file, starts[0], file.size());
  for (int i = 0; i < 1000; ++i) bomb.insert(bomb.end(), first.begin(), first.end());
  bomb.insert(bomb.end(), {0xff, 0xd9});
  EXPECT_EQ(said_of(bomb), "damaged JPEG: more than 200 scans");
}

TEST(ImageJpeg, OfInksIsWholeOrAnErrorToo) {
  const File file = make_picture(".jpg[Q=100]", {200, 100}, StoredColours::cmyk);
  EXPECT_EQ(said_of(file), "");
  EXPECT_EQ(said_of(without(file, file.size() / 2, file.size() - 2)),
            "truncated JPEG: its data ends before the picture does");
}

/// Quarters of 48x48 whose chroma is stored at two thirds of the width, or of the height.
File make_odd_jpeg(bool is_across) {
  constexpr int side = 48;
  constexpr int colours[4][3] = {{76, 85, 255}, {150, 44, 21}, {29, 255, 107}, {255, 128, 128}};
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* data = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&jpeg, &data, &bytes);
  jpeg.image_width = jpeg.image_height = side;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_YCbCr;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 100, TRUE);
  jpeg.raw_data_in = TRUE;
  std::vector<JSAMPLE> planes[3];
  std::vector<JSAMPROW> rows[3];
  JSAMPARRAY starts[3];
  for (int i = 0; i < 3; ++i) {
    const int factor = i == 0 ? 3 : 2;
    jpeg.comp_info[i].h_samp_factor = is_across ? factor : 1;
    jpeg.comp_info[i].v_samp_factor = is_across ? 1 : factor;
    const int width = is_across ? side * factor / 3 : side;
    const int height = is_across ? side : side * factor / 3;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int quarter = (2 * x >= width ? 1 : 0) + (2 * y >= height ? 2 : 0);
        planes[i].push_back(static_cast<JSAMPLE>(colours[quarter][i]));
      }
    }
    for (int y = 0; y < height; ++y) rows[i].push_back(planes[i].data() + y * width);
    starts[i] = rows[i].data();
  }
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    jpeg_write_raw_data(&jpeg, starts, side);
    for (int i = 0; i < 3; ++i) starts[i] += 8 * jpeg.comp_info[i].v_samp_factor;
  }
  jpeg_finish_compress(&jpeg);
  File file(data, data + bytes);
  jpeg_destroy_compress(&jpeg);
  std::free(data);
  return file;
}

TEST(ImageJpeg, WithChromaAtTwoThirdsIsMadeInEveryFormat) {
  for (const bool is_across : {false, true}) {
    const File file = make_odd_jpeg(is_across);
    for (const Format format : {Format::jpeg, Format::png, Format::bmp}) {
      for (const int quality : {80, 95}) {
        for (const Size box : {Size{48, 48}, Size{30, 30}, Size{12, 12}}) {
          const Buffer made = Image(file).thumbnail(box).encode(format, {.quality = quality});
          EXPECT_EQ(decode(made).size, box);
          EXPECT_EQ(quarters_of(made), "red green blue white") << is_across << box.width;
        }
      }
    }
  }
}

/// The file with another byte at `at` of its frame header, the marker being 1.
File with_frame_byte(File file, std::size_t at, std::uint8_t byte) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  file[text.find("\xff\xc0") + at] = byte;
  return file;
}

TEST(ImageJpeg, OfAnUnsupportedSortIsNotCalledDamaged) {
  const File file = make_jpeg({});
  EXPECT_EQ(said_of(with_frame_byte(file, 4, 12)),
            "JPEG of an unsupported kind: unsupported JPEG data precision 12");
  EXPECT_EQ(said_of(with_frame_byte(file, 1, 0xc3)),
            "JPEG of an unsupported kind: unsupported JPEG process: SOF type 0xc3");
  try {
    Image(with_frame_byte(file, 6, 0));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "JPEG whose height comes after its pixels (DNL) is not supported");
  }
}

}  // namespace
}  // namespace accel
