// SPDX-License-Identifier: Apache-2.0
// EXIF as tests write it: any values of any types, also those that cannot be right.
#pragma once

#include "test_images.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace accel {

// Types of values.
constexpr int kAscii = 2, kShort = 3, kLong = 4, kRational = 5, kUndefined = 7, kSigned = 10;

/// The value of a tag: texts are a number a letter, rationals two numbers each.
struct TagValue {
  int type = kUndefined;
  std::vector<std::uint32_t> numbers{};
};
using Directory = std::map<int, TagValue>;

TagValue letters(std::string_view text);

struct Directories {
  Directory image, photo, gps;
};

// Tags.
enum {
  kMake = 0x10f,
  kModel = 0x110,
  kStrips = 0x111,
  kTurned = 0x112,
  kExposure = 0x829a,
  kFNumber = 0x829d,
  kPhoto = 0x8769,
  kGps = 0x8825,
  kIso = 0x8827,
  kIsoSpeed = 0x8833,
  kTaken = 0x9003,
  kOffset = 0x9011,
  kFocal = 0x920a,
  kMakerNote = 0x927c,
  kSubSeconds = 0x9291,
  kLens = 0xa434,
  kLatitudeRef = 1,
  kLatitude = 2,
  kLongitudeRef = 3,
  kLongitude = 4,
  kStatus = 9
};

/// A value for each that accel reads.
Directories all_tags();

/// The structure, from "II" or "MM" on. Its directories begin at `first`.
File make_structure(Directories tags, bool big = false, std::uint32_t first = 8);

}  // namespace accel
