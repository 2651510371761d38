// SPDX-License-Identifier: Apache-2.0
// Pictures and profiles, made byte by byte, that no library writes as a test needs them.
#include "image_bytes.h"
#include "test_images.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <initializer_list>
#include <map>

namespace accel {

File make_tiff(const PlainTiff& plain) {
  const bool big = plain.is_big_endian;
  const std::size_t count = plain.pixel.size();
  std::vector<File> strips(plain.is_planar ? count : 1);
  for (int i = 0; i < (plain.bits < 8 ? 8 : 64); ++i) {
    for (std::size_t band = 0; band < count; ++band) {
      File& strip = strips[plain.is_planar ? band : 0];
      const auto level = static_cast<std::uint32_t>(plain.pixel[band]);
      const float part = static_cast<float>(level) / 255;
      if (plain.bits < 8) strip.insert(strip.end(), plain.bits, level > 0 ? 255 : 0);
      if (plain.bits == 8) append(strip, level, 1);
      if (plain.bits == 16) append(strip, level * 257, 2, big);
      if (plain.bits != 32) continue;
      append(strip, plain.format == 3 ? std::bit_cast<std::uint32_t>(part) : level * 0x1010101, 4,
             big);
    }
  }
  using Numbers = std::vector<std::uint32_t>;
  std::map<int, std::pair<int, Numbers>> tags = {// type: 3 is u16, 4 is u32, 7 is bytes
                                                 {256, {3, {8}}},
                                                 {257, {3, {8}}},
                                                 {259, {3, {1}}},
                                                 {278, {3, {8}}}};
  tags[258] = {3, Numbers(count, static_cast<std::uint32_t>(plain.bits))};
  tags[262] = {3, {static_cast<std::uint32_t>(plain.photometric)}};
  tags[273] = {4, Numbers(strips.size())};
  tags[277] = {3, {static_cast<std::uint32_t>(count)}};
  for (const File& strip : strips) {
    tags[279].first = 4;
    tags[279].second.push_back(static_cast<std::uint32_t>(strip.size()));
  }
  tags[284] = {3, {plain.is_planar ? 2U : 1U}};
  if (!plain.extras.empty()) tags[338] = {3, Numbers(plain.extras.begin(), plain.extras.end())};
  if (plain.format != 0) tags[339] = {3, Numbers(count, static_cast<std::uint32_t>(plain.format))};
  if (!plain.profile.empty()) {
    tags[34675] = {7, Numbers(plain.profile.begin(), plain.profile.end())};
  }
  for (const auto& [tag, number] : plain.tags)
    tags[tag] = {3, {static_cast<std::uint32_t>(number)}};

  // The strips come first, then what does not fit the directory, then that.
  File file, entries;
  append(file, big ? "MM" : "II");
  append(file, 42, 2, big);
  append(file, 0, 4, big);
  for (std::size_t i = 0; i < strips.size(); ++i) {
    tags[273].second[i] = static_cast<std::uint32_t>(file.size());
    file.insert(file.end(), strips[i].begin(), strips[i].end());
  }
  for (const auto& [tag, list] : tags) {
    const int width = list.first == 3 ? 2 : list.first == 4 ? 4 : 1;
    File packed;
    for (const std::uint32_t number : list.second) append(packed, number, width, big);
    append(entries, static_cast<std::uint32_t>(tag), 2, big);
    append(entries, static_cast<std::uint32_t>(list.first), 2, big);
    append(entries, static_cast<std::uint32_t>(list.second.size()), 4, big);
    if (packed.size() <= 4) {
      packed.resize(4);
      entries.insert(entries.end(), packed.begin(), packed.end());
    } else {
      append(entries, static_cast<std::uint32_t>(file.size()), 4, big);
      file.insert(file.end(), packed.begin(), packed.end());
    }
  }
  File offset, directory;
  append(offset, static_cast<std::uint32_t>(file.size()), 4, big);
  std::copy(offset.begin(), offset.end(), file.begin() + 4);
  append(directory, static_cast<std::uint32_t>(tags.size()), 2, big);
  file.insert(file.end(), directory.begin(), directory.end());
  file.insert(file.end(), entries.begin(), entries.end());
  append(file, 0, 4);
  return file;
}

namespace {

/// Codes of three bits: 0 to 3 are colours, 4 forgets what was learned, which is done after every
/// second pixel, so that codes stay as they are; 5 ends.
File gif_codes(Size frame) {
  File codes;
  std::uint32_t bits = 0;
  int count = 0;
  const auto add = [&](std::uint32_t code) {
    bits |= code << count;
    for (count += 3; count >= 8; count -= 8, bits >>= 8) {
      codes.push_back(static_cast<std::uint8_t>(bits));
    }
  };
  for (int i = 0; i < frame.width * frame.height; ++i) {
    const int x = i % frame.width, y = i / frame.width;
    if (i % 2 == 0) add(4);
    add((2 * x >= frame.width ? 1U : 0U) + (2 * y >= frame.height ? 2U : 0U));
  }
  add(5);
  add(0), add(0), add(0);
  return codes;
}

}  // namespace

File make_gif(Size screen, int left, int top, Size frame) {
  File file;
  const auto add = [&](std::initializer_list<int> numbers) {
    for (const int number : numbers) append(file, static_cast<std::uint32_t>(number), 2);
  };
  append(file, "GIF89a");
  add({screen.width, screen.height});
  file.insert(file.end(), {0x81, 0, 0});  // four colours
  file.insert(file.end(), {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255});
  file.insert(file.end(), {0x21, 0xfe, 2, 'h', 'i', 0});  // a comment
  file.push_back(0x2c);
  add({left, top, frame.width, frame.height});
  file.insert(file.end(), {0, 2});
  const File codes = gif_codes(frame);
  for (std::size_t at = 0; at < codes.size(); at += 255) {
    const std::size_t size = std::min<std::size_t>(255, codes.size() - at);
    file.push_back(static_cast<std::uint8_t>(size));
    file.insert(file.end(), codes.begin() + static_cast<std::ptrdiff_t>(at),
                codes.begin() + static_cast<std::ptrdiff_t>(at + size));
  }
  file.insert(file.end(), {0, 0x3b});
  return file;
}

File grey_profile(double gamma) {
  const auto fixed = [](File& file, double number) {
    append(file, static_cast<std::uint32_t>(std::lround(number * 65536)), 4, true);
  };
  File white, curve, file;
  append(white, std::string_view("XYZ \0\0\0\0", 8));
  for (const double number : {0.9642, 1.0, 0.8249}) fixed(white, number);
  append(curve, std::string_view("curv\0\0\0\0", 8));
  append(curve, 256, 4, true);
  for (int i = 0; i < 256; ++i) {  // a table: libpng takes a file of two hundred bytes for cut
    append(curve, static_cast<std::uint32_t>(std::lround(65535 * std::pow(i / 255.0, gamma))), 2,
           true);
  }
  const auto curve_size = static_cast<std::uint32_t>(curve.size());
  constexpr std::uint32_t parts = 128 + 4 + 2 * 12;
  append(file, parts + 20 + curve_size, 4, true);
  append(file, std::string_view("\0\0\0\0\2\x10\0\0mntrGRAYXYZ ", 20));
  file.resize(36);
  append(file, "acsp");
  file.resize(68);
  for (const double number : {0.9642, 1.0, 0.8249}) fixed(file, number);
  file.resize(128);
  append(file, 2, 4, true);
  append(file, "wtpt");
  for (const std::uint32_t number : {parts, 20U}) append(file, number, 4, true);
  append(file, "kTRC");
  for (const std::uint32_t number : {parts + 20, curve_size}) append(file, number, 4, true);
  file.insert(file.end(), white.begin(), white.end());
  file.insert(file.end(), curve.begin(), curve.end());
  return file;
}

}  // namespace accel
