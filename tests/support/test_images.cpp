// SPDX-License-Identifier: Apache-2.0
#include "test_images.h"

#include "image_bytes.h"

#include <vips/vips.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <iostream>

/// The encoder that makes HEIF pictures here leaks, and fontconfig keeps its settings; said to
/// LeakSanitizer, unused without it.
extern "C" ACCEL_EXPORT const char* __lsan_default_suppressions() {
  return "leak:x265_malloc\nleak:libimagequant\nleak:libfontconfig\n";
}

namespace accel {
namespace {

void start_libvips() {
  static const bool started = VIPS_INIT("test") == 0;
  if (!started) std::abort();
}

/// A test that cannot make its picture has nothing to say.
void require(bool done) {
  if (done) return;
  std::cerr << "test picture: " << vips_error_buffer() << std::endl;
  std::abort();
}

bool has_alpha(StoredColours colours) {
  return colours == StoredColours::rgba || colours == StoredColours::grey_alpha;
}

std::vector<std::uint8_t> quarters(Size size, bool alpha) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const bool right = 2 * x >= size.width, low = 2 * y >= size.height;
      const bool white = right && low;
      for (bool on : {!right && !low, right && !low, low && !right}) {
        pixels.push_back(on || white ? 255 : 0);
      }
      if (alpha) pixels.push_back(!right ? 255 : low ? 128 : 0);
    }
  }
  return pixels;
}

/// Full inks: cyan is the absence of red, and so on. (A profile would make a yellow of pure green.)
VipsImage* print(VipsImage* rgb, bool with_profile) {
  VipsImage *inks = nullptr, *out = nullptr;
  require(!vips_invert(rgb, &inks, nullptr) && !vips_bandjoin_const1(inks, &out, 0, nullptr));
  g_object_unref(inks);
  out->Type = VIPS_INTERPRETATION_CMYK;
  if (with_profile) {
    VipsBlob* profile = nullptr;
    require(!vips_profile_load("cmyk", &profile, nullptr));
    std::size_t size = 0;
    const void* data = vips_blob_get(profile, &size);
    vips_image_set_blob_copy(out, VIPS_META_ICC_NAME, data, size);
    vips_area_unref(VIPS_AREA(profile));
  }
  return out;
}

VipsImage* convert(VipsImage* rgb, StoredColours colours) {
  VipsImage* out = nullptr;
  const auto to = [&](VipsInterpretation meaning) {
    return vips_colourspace(rgb, &out, meaning, nullptr) == 0;
  };
  switch (colours) {
    case StoredColours::grey:
    case StoredColours::grey_alpha: require(to(VIPS_INTERPRETATION_B_W)); break;
    case StoredColours::grey16: require(to(VIPS_INTERPRETATION_GREY16)); break;
    case StoredColours::rgb16: require(to(VIPS_INTERPRETATION_RGB16)); break;
    case StoredColours::cmyk:
    case StoredColours::cmyk_with_profile:
      out = print(rgb, colours == StoredColours::cmyk_with_profile);
      break;
    case StoredColours::p3:
      require(!vips_icc_transform(rgb, &out, "p3", "input_profile", "srgb", nullptr));
      break;
    default: require(!vips_copy(rgb, &out, nullptr));
  }
  g_object_unref(rgb);
  return out;
}

VipsImage* make_image(Size size, StoredColours colours) {
  start_libvips();
  const bool alpha = has_alpha(colours);
  const auto pixels = quarters(size, alpha);
  VipsImage* image = vips_image_new_from_memory_copy(pixels.data(), pixels.size(), size.width,
                                                     size.height, alpha ? 4 : 3, VIPS_FORMAT_UCHAR);
  require(image != nullptr);
  image->Type = VIPS_INTERPRETATION_sRGB;
  return convert(image, colours);
}

File save(VipsImage* image, const std::string& suffix) {
  void* data = nullptr;
  std::size_t size = 0;
  vips_operation_block_set("VipsForeignSave", FALSE);  // accel may have, in this process
  require(!vips_image_write_to_buffer(image, suffix.c_str(), &data, &size, nullptr));
  const auto* bytes = static_cast<std::uint8_t*>(data);
  File file(bytes, bytes + size);
  g_free(data);
  g_object_unref(image);
  return file;
}

std::uint32_t crc32(Bytes bytes) {
  std::uint32_t crc = ~0U;
  for (std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
  }
  return ~crc;
}

File make_chunk(std::string_view type, const File& payload) {
  File chunk, checked;
  append(checked, type);
  checked.insert(checked.end(), payload.begin(), payload.end());
  append(chunk, static_cast<std::uint32_t>(payload.size()), 4, true);
  chunk.insert(chunk.end(), checked.begin(), checked.end());
  append(chunk, crc32(checked), 4, true);
  return chunk;
}

/// A zlib stream of one stored block.
File zlib(const File& data) {
  File stream{0x78, 0x01, 0x01};
  append(stream, static_cast<std::uint32_t>(data.size()), 2);
  append(stream, ~static_cast<std::uint32_t>(data.size()), 2);
  stream.insert(stream.end(), data.begin(), data.end());
  std::uint32_t low = 1, high = 0;
  for (std::uint8_t byte : data) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  append(stream, high << 16 | low, 4, true);
  return stream;
}

std::uint32_t little(Bytes bytes, std::size_t at) {
  return bytes[at] | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
         static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
         static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

/// Only what accel writes: 24 bits, the bottom row first.
Decoded decode_bmp_file(Bytes file) {
  Decoded result{
      {static_cast<int>(little(file, 18)), static_cast<int>(little(file, 22))}, 3, {}, {}};
  const std::size_t row = (static_cast<std::size_t>(result.size.width) * 3 + 3) / 4 * 4;
  for (int y = result.size.height - 1; y >= 0; --y) {
    for (int x = 0; x < result.size.width; ++x) {
      const std::size_t at =
          54 + static_cast<std::size_t>(y) * row + 3 * static_cast<std::size_t>(x);
      for (std::size_t band : {at + 2, at + 1, at}) result.pixels.push_back(file[band]);
    }
  }
  return result;
}

}  // namespace

File make_picture(const std::string& suffix, Size size, StoredColours colours) {
  return save(make_image(size, colours), suffix);
}

File make_pages(const std::string& suffix, Size size) {
  start_libvips();
  auto pixels = quarters(size, false);
  pixels.resize(3 * pixels.size());
  VipsImage* image = vips_image_new_from_memory_copy(pixels.data(), pixels.size(), size.width,
                                                     3 * size.height, 3, VIPS_FORMAT_UCHAR);
  require(image != nullptr);
  image->Type = VIPS_INTERPRETATION_sRGB;
  vips_image_set_int(image, VIPS_META_PAGE_HEIGHT, size.height);
  return save(image, suffix);
}

File make_turned_picture(const std::string& suffix, Size size, int orientation) {
  VipsImage* image = make_image(size, StoredColours::rgb);
  vips_image_set_int(image, VIPS_META_ORIENTATION, orientation);
  return save(image, suffix);
}

File make_picture_with_exif(const std::string& suffix, Size size, const File& exif) {
  VipsImage* image = make_image(size, StoredColours::rgb);
  vips_image_set_blob_copy(image, VIPS_META_EXIF_NAME, exif.data(), exif.size());
  return save(image, suffix);
}

File make_bmp(Size size, int bits, bool top_down) {
  File file;
  append(file, "BM");
  for (std::uint32_t field : {0U, 0U, 54U, 40U, static_cast<std::uint32_t>(size.width),
                              static_cast<std::uint32_t>(top_down ? -size.height : size.height)}) {
    append(file, field, 4);
  }
  append(file, 1, 2);
  append(file, static_cast<std::uint32_t>(bits), 2);
  file.resize(54);
  const auto pixels = quarters(size, false);
  for (int y = 0; y < size.height; ++y) {
    const int from = top_down ? y : size.height - 1 - y;
    for (int x = 0; x < size.width; ++x) {
      const auto at = static_cast<std::size_t>(3 * (from * size.width + x));
      for (std::size_t band : {at + 2, at + 1, at}) file.push_back(pixels[band]);
      if (bits == 32) file.push_back(0);
    }
    while ((file.size() - 54) % 4 != 0) file.push_back(0);
  }
  return file;
}

File make_plain(const std::string& suffix, const std::vector<int>& pixel, const File& profile) {
  start_libvips();
  File pixels;
  for (int i = 0; i < 64; ++i) pixels.insert(pixels.end(), pixel.begin(), pixel.end());
  VipsImage* image = vips_image_new_from_memory_copy(
      pixels.data(), pixels.size(), 8, 8, static_cast<int>(pixel.size()), VIPS_FORMAT_UCHAR);
  require(image != nullptr);
  image->Type = pixel.size() < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  if (!profile.empty()) {
    vips_image_set_blob_copy(image, VIPS_META_ICC_NAME, profile.data(), profile.size());
  }
  return save(image, suffix);
}

File png_profile(const File& profile) {
  File payload{'p', 0, 0};
  const File stream = zlib(profile);
  payload.insert(payload.end(), stream.begin(), stream.end());
  return payload;
}

File make_exif(int orientation, bool big_endian) {
  File exif;
  append(exif, big_endian ? "MM" : "II");
  append(exif, 42, 2, big_endian);
  append(exif, 8, 4, big_endian);
  append(exif, 1, 2, big_endian);
  append(exif, 0x112, 2, big_endian);
  append(exif, 3, 2, big_endian);
  append(exif, 1, 4, big_endian);
  append(exif, static_cast<std::uint32_t>(orientation), 2, big_endian);
  append(exif, 0, 2, big_endian);
  append(exif, 0, 4, big_endian);
  return exif;
}

File jpeg_with_exif(const File& jpeg, const File& exif) {
  File file(jpeg.begin(), jpeg.begin() + 2);
  append(file, 0xffe1, 2, true);
  append(file, static_cast<std::uint32_t>(exif.size() + 8), 2, true);
  append(file, std::string_view("Exif\0\0", 6));
  file.insert(file.end(), exif.begin(), exif.end());
  file.insert(file.end(), jpeg.begin() + 2, jpeg.end());
  return file;
}

File png_with_exif(const File& png, const File& exif, bool after_pixels) {
  constexpr std::ptrdiff_t header = 8 + 25, end = 12;
  const File chunk = make_chunk("eXIf", exif);
  File file = png;
  file.insert(after_pixels ? file.end() - end : file.begin() + header, chunk.begin(), chunk.end());
  return file;
}

File make_noise(const std::string& suffix, Size size, int bands) {
  start_libvips();
  File pixels;
  std::uint32_t state = 1;
  for (int i = 0; i < size.width * size.height * bands; ++i) {
    state = state * 1664525 + 1013904223;
    pixels.push_back(bands == 4 && i % 4 == 3 ? 255 : static_cast<std::uint8_t>(state >> 24));
  }
  VipsImage* image = vips_image_new_from_memory_copy(pixels.data(), pixels.size(), size.width,
                                                     size.height, bands, VIPS_FORMAT_UCHAR);
  require(image != nullptr);
  image->Type = bands == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  return save(image, suffix);
}

File make_png(Size size, std::uint8_t colour, const File& rows,
              const std::vector<std::pair<std::string, File>>& chunks) {
  File file, header;
  append(file, "\x89PNG\r\n\x1a\n");
  append(header, static_cast<std::uint32_t>(size.width), 4, true);
  append(header, static_cast<std::uint32_t>(size.height), 4, true);
  header.insert(header.end(), {8, colour, 0, 0, 0});
  const auto add = [&](const std::string& type, const File& payload) {
    const File chunk = make_chunk(type, payload);
    file.insert(file.end(), chunk.begin(), chunk.end());
  };
  add("IHDR", header);
  for (const auto& [type, payload] : chunks) add(type, payload);
  if (!rows.empty()) add("IDAT", zlib(rows));
  add("IEND", {});
  return file;
}

File make_png_header(std::uint32_t width, std::uint32_t height) {
  return make_png({static_cast<int>(width), static_cast<int>(height)}, 2, {});
}

std::vector<int> Decoded::at(int x, int y) const {
  const auto first = static_cast<std::size_t>((y * size.width + x) * bands);
  std::vector<int> pixel;
  for (std::size_t i = 0; i < static_cast<std::size_t>(bands); ++i) {
    pixel.push_back(pixels.at(first + i));
  }
  return pixel;
}

std::vector<int> Decoded::quarter(int column, int row) const {
  return at((1 + 2 * column) * size.width / 4, (1 + 2 * row) * size.height / 4);
}

Decoded decode(Bytes file) {
  if (file.text().starts_with("BM")) return decode_bmp_file(file);
  start_libvips();
  VipsImage* image = vips_image_new_from_buffer(file.data(), file.size(), "", nullptr);
  require(image != nullptr);
  Decoded result{{image->Xsize, image->Ysize}, image->Bands, {}, {}};
  for (const char* name :
       {VIPS_META_EXIF_NAME, VIPS_META_ICC_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME}) {
    if (vips_image_get_typeof(image, name)) result.metadata.push_back(name);
  }
  if (vips_image_get_orientation(image) != 1) result.metadata.push_back(VIPS_META_ORIENTATION);
  std::size_t size = 0;
  void* data = vips_image_write_to_memory(image, &size);
  require(data != nullptr);
  result.pixels.assign(static_cast<std::uint8_t*>(data), static_cast<std::uint8_t*>(data) + size);
  g_free(data);
  g_object_unref(image);
  return result;
}

std::string colour_of(const std::vector<int>& pixel) {
  if (pixel.size() < 3) return "?";
  std::vector<int> sorted(pixel.begin(), pixel.begin() + 3);
  std::sort(sorted.begin(), sorted.end());
  if (sorted[0] > 235) return "white";
  if (sorted[2] < 20) return "black";
  if (sorted[2] - sorted[1] < 50) return "?";  // a printer's green and blue are pale
  return pixel[0] == sorted[2] ? "red" : pixel[1] == sorted[2] ? "green" : "blue";
}

std::string quarters_of(Bytes file) {
  const Decoded picture = decode(file);
  return colour_of(picture.quarter(0, 0)) + " " + colour_of(picture.quarter(1, 0)) + " " +
         colour_of(picture.quarter(0, 1)) + " " + colour_of(picture.quarter(1, 1));
}

}  // namespace accel
