// SPDX-License-Identifier: Apache-2.0
#include "exif_structure.h"

#include "image_bytes.h"

namespace accel {
namespace {

int width_of(int type) {
  return type == kShort ? 2 : type == kLong || type == kRational || type == kSigned ? 4 : 1;
}

void add_directory(File& file, const Directory& directory, bool big) {
  File entries, values;
  const std::size_t behind = file.size() + 2 + 12 * directory.size() + 4;
  for (const auto& [tag, value] : directory) {
    File packed;
    for (const auto number : value.numbers) append(packed, number, width_of(value.type), big);
    const bool is_pair = value.type == kRational || value.type == kSigned;
    append(entries, static_cast<std::uint32_t>(tag), 2, big);
    append(entries, static_cast<std::uint32_t>(value.type), 2, big);
    append(entries, static_cast<std::uint32_t>(value.numbers.size() / (is_pair ? 2 : 1)), 4, big);
    if (packed.size() > 4) {
      append(entries, static_cast<std::uint32_t>(behind + values.size()), 4, big);
      values.insert(values.end(), packed.begin(), packed.end());
      values.resize(values.size() + values.size() % 2);
    } else {
      packed.resize(4);
      entries.insert(entries.end(), packed.begin(), packed.end());
    }
  }
  append(file, static_cast<std::uint32_t>(directory.size()), 2, big);
  file.insert(file.end(), entries.begin(), entries.end());
  append(file, 0, 4);
  file.insert(file.end(), values.begin(), values.end());
}

}  // namespace

TagValue letters(std::string_view text) {
  TagValue value{kAscii, {}};
  for (const char c : text) value.numbers.push_back(static_cast<unsigned char>(c));
  value.numbers.push_back(0);
  return value;
}

Directories all_tags() {
  Directories tags;
  tags.image = {{kMake, letters("NIKON CORPORATION")},
                {kModel, letters("NIKON D850")},
                {kTurned, {kShort, {6}}}};
  tags.photo = {{kExposure, {kRational, {1, 125}}},
                {kFNumber, {kRational, {28, 10}}},
                {kIso, {kShort, {400}}},
                {kTaken, letters("2026:05:01 12:34:56")},
                {kOffset, letters("+05:30")},
                {kSubSeconds, letters("25")},
                {kFocal, {kRational, {85, 1}}},
                {kLens, letters("85mm f/1.8")}};
  tags.gps = {{kLatitudeRef, letters("S")},
              {kLatitude, {kRational, {33, 1, 51, 1, 3600, 100}}},
              {kLongitudeRef, letters("E")},
              {kLongitude, {kRational, {151, 1, 12, 1, 0, 1}}}};
  return tags;
}

File make_structure(Directories tags, bool big, std::uint32_t first) {
  File file;
  for (int pass = 0; pass < 2; ++pass) {  // where the others are is known when all are made
    file.clear();
    append(file, big ? "MM" : "II");
    append(file, 42, 2, big);
    append(file, first, 4, big);
    file.resize(first);
    for (const int tag : {kPhoto, kGps}) {
      if (pass == 0) tags.image[tag] = {kLong, {0}};
    }
    add_directory(file, tags.image, big);
    tags.image[kPhoto].numbers[0] = static_cast<std::uint32_t>(file.size());
    add_directory(file, tags.photo, big);
    tags.image[kGps].numbers[0] = static_cast<std::uint32_t>(file.size());
    add_directory(file, tags.gps, big);
  }
  return file;
}

}  // namespace accel
