// SPDX-License-Identifier: Apache-2.0
// EXIF in every kind of picture that has it, and EXIF that lies: what cannot be right is absent,
// and the rest is there.
#include "exif_structure.h"
#include "image_bytes.h"
#include "message.h"
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>

namespace accel {
namespace {

File jpeg_with(const File& structure) {
  static const File jpeg = make_picture(".jpg", {40, 24});
  return jpeg_with_exif(jpeg, structure);
}

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", number);
  return text;
}

/// Every value as text, so that tests can compare and print it; those that are absent are left out.
std::map<std::string, std::string> values_of(const Exif& read) {
  std::map<std::string, std::string> values;
  const auto add = [&](const std::string& name, const auto& value) {
    if (value) values[name] = number_text(*value);
  };
  if (read.taken_at) values["taken_at"] = read.taken_at->to_string();
  if (read.camera) values["camera"] = *read.camera;
  if (read.lens) values["lens"] = *read.lens;
  add("utc_offset", read.utc_offset);
  add("exposure", read.exposure);
  add("f_number", read.f_number);
  add("iso", read.iso);
  add("focal_length", read.focal_length);
  add("orientation", read.orientation);
  add("latitude", read.latitude);
  add("longitude", read.longitude);
  return values;
}

const std::map<std::string, std::string> kAll = {{"taken_at", "2026-05-01T12:34:56.250000"},
                                                 {"utc_offset", "330"},
                                                 {"camera", "NIKON D850"},
                                                 {"lens", "85mm f/1.8"},
                                                 {"exposure", "0.008"},
                                                 {"f_number", "2.8"},
                                                 {"iso", "400"},
                                                 {"focal_length", "85"},
                                                 {"orientation", "6"},
                                                 {"latitude", "-33.86"},
                                                 {"longitude", "151.2"}};

std::map<std::string, std::string> all_but(const std::vector<std::string>& names) {
  auto values = kAll;
  for (const std::string& name : names) values.erase(name);
  return values;
}

// ---- Where it is --------------------------------------------------------------------------------

/// By accel, because libvips puts EXIF of its own into every WebP.
File make_plain_webp() {
  const Buffer webp = Image(make_bmp({40, 24}, 24, false)).encode(Format::webp);
  return {webp.data(), webp.data() + webp.size()};
}

/// At the end, where it must be.
File webp_with(const File& structure) {
  File file = make_plain_webp();
  append(file, "EXIF");
  append(file, static_cast<std::uint32_t>(structure.size()), 4);
  file.insert(file.end(), structure.begin(), structure.end());
  file.resize(file.size() + file.size() % 2);
  File size;
  append(size, static_cast<std::uint32_t>(file.size() - 8), 4);
  std::copy(size.begin(), size.end(), file.begin() + 4);
  return file;
}

Directories with_size(Directories tags) {
  tags.image[0x100] = tags.image[0x101] = {kShort, {8}};
  return tags;
}

TEST(ImageExif, IsReadFromEveryKindOfPicture) {
  for (const bool big : {false, true}) {
    const File structure = make_structure(all_tags(), big);
    const File png = make_picture(".png[strip]", {40, 24});
    EXPECT_EQ(values_of(exif(jpeg_with(structure))), kAll);
    EXPECT_EQ(values_of(exif(png_with_exif(png, structure, false))), kAll);
    EXPECT_EQ(values_of(exif(png_with_exif(png, structure, true))), kAll);
    EXPECT_EQ(values_of(exif(webp_with(structure))), kAll);
    EXPECT_EQ(values_of(exif(make_structure(with_size(all_tags()), big))), kAll);
  }
}

TEST(ImageExif, IsReadFromHeif) {
  Directories tags = all_tags();
  tags.image.erase(kTurned);  // libheif has its own way to turn a picture
  File marked;
  append(marked, std::string_view("Exif\0\0", 6));
  const File structure = make_structure(tags);
  marked.insert(marked.end(), structure.begin(), structure.end());
  auto values = values_of(exif(make_picture_with_exif(".heic", {64, 64}, marked)));
  values.erase("orientation");
  EXPECT_EQ(values, all_but({"orientation"}));
}

TEST(ImageExif, IsReadFromATiffLargerThanExifMayBe) {
  for (const bool big : {false, true}) {
    Directories tags = with_size(all_tags());
    tags.image[kStrips] = {kLong, std::vector<std::uint32_t>(14'900, 8)};
    tags.photo[kMakerNote] = {kUndefined, std::vector<std::uint32_t>(100'000, 7)};
    EXPECT_EQ(values_of(exif(make_structure(tags, big))), kAll);
    const File png = make_picture(".png[strip]", {40, 24});
    EXPECT_EQ(values_of(exif(png_with_exif(png, make_structure(tags, big), true))), kAll);
  }
}

TEST(ImageExif, IsAbsentWhereThereIsNone) {
  for (const char* suffix : {".jpg[strip]", ".png[strip]", ".gif"}) {
    EXPECT_EQ(values_of(exif(make_picture(suffix, {40, 24}))).size(), 0U) << suffix;
  }
  EXPECT_EQ(values_of(exif(make_plain_webp())).size(), 0U);
  EXPECT_EQ(values_of(exif(make_bmp({4, 4}, 24, false))).size(), 0U);
}

TEST(ImageExif, FailsForWhatIsNotAPictureAsAnImageDoes) {
  const std::string wrong[] = {"", "not a picture", "\xff\xd8\xff", "II*"};
  for (const std::string& text : wrong) {
    const std::string expected = message([&] { Image{Bytes(text)}; });
    EXPECT_EQ(message([&] { exif(Bytes(text)); }), expected);
    EXPECT_NE(expected, "no error");
  }
}

// ---- What it says -------------------------------------------------------------------------------

std::map<std::string, std::string> values_with(const std::function<void(Directories&)>& change) {
  Directories tags = all_tags();
  change(tags);
  return values_of(exif(jpeg_with(make_structure(tags))));
}

TEST(ImageExif, TimesThatDoNotExistAreAbsent) {
  for (const char* text :
       {"0000:00:00 00:00:00", "    :  :     :  :  ", "2026:02:29 12:00:00", "2026:13:01 12:00:00",
        "2026:00:01 12:00:00", "2026:05:01 24:00:00", "2026:05:01 12:60:00", "2026:05:01 12:00:60",
        "1700:05:01 12:00:00", "2026-05-01T12:00:00", "2026:05:01", "", "-026:05:01 12:00:00",
        "2026:05:01 12:00:00Z"}) {
    const auto values = values_with([&](Directories& tags) { tags.photo[kTaken] = letters(text); });
    EXPECT_EQ(values, all_but({"taken_at", "utc_offset"})) << text;
  }
  EXPECT_EQ(values_with([](Directories& tags) {
              tags.photo[kTaken] = letters("2024:02:29 23:59:59");
            })["taken_at"],
            "2024-02-29T23:59:59.250000");
}

TEST(ImageExif, PartsOfSecondsAndZonesThatDoNotExistAreAbsent) {
  for (const char* text : {"+15:00", "-12:01", "+05:60", "05:30", "+5:30", "Z", "+aa:00"}) {
    EXPECT_EQ(values_with([&](Directories& tags) { tags.photo[kOffset] = letters(text); }),
              all_but({"utc_offset"}))
        << text;
  }
  const auto time_with = [](const char* part) {
    return values_with(
        [&](Directories& tags) { tags.photo[kSubSeconds] = letters(part); })["taken_at"];
  };
  EXPECT_EQ(time_with("1234567"), "2026-05-01T12:34:56.123456");
  EXPECT_EQ(time_with("-5"), "2026-05-01T12:34:56.000000");
  EXPECT_EQ(time_with("    "), "2026-05-01T12:34:56.000000");
  EXPECT_EQ(values_with(
                [&](Directories& tags) { tags.photo[kOffset] = letters("-09:30"); })["utc_offset"],
            "-570");
}

TEST(ImageExif, PositionsThatAreNotOnEarthAreAbsent) {
  const std::function<void(Directories&)> lies[] = {
      [](Directories& tags) { tags.gps[kLatitude].numbers[0] = 91; },
      [](Directories& tags) { tags.gps[kLatitude].numbers = {90, 1, 0, 1, 1, 1}; },
      [](Directories& tags) { tags.gps[kLongitude].numbers[0] = 181; },
      [](Directories& tags) { tags.gps[kLatitude].numbers[2] = 61; },
      [](Directories& tags) { tags.gps[kLatitude].numbers[4] = 6100; },
      [](Directories& tags) { tags.gps[kLatitude].numbers[1] = 0; },
      [](Directories& tags) { tags.gps[kLongitude].numbers[5] = 0; },
      [](Directories& tags) { tags.gps[kLongitude].numbers[0] = 0xffffffff; },
      [](Directories& tags) {
        tags.gps[kLatitude] = {kSigned, {0xffffffdf, 1, 0, 1, 0, 1}};
      },
      [](Directories& tags) { tags.gps[kLatitude].numbers.resize(4); },
      [](Directories& tags) { tags.gps[kLatitude] = letters("33 51 36"); },
      [](Directories& tags) { tags.gps.erase(kLongitude); },
      [](Directories& tags) { tags.gps.erase(kLatitudeRef); },
      [](Directories& tags) { tags.gps[kLatitudeRef] = letters("X"); },
      [](Directories& tags) { tags.gps[kLatitudeRef] = letters(""); },
      [](Directories& tags) { tags.gps[kLongitudeRef] = letters("EAST"); },
      [](Directories& tags) { tags.gps[kStatus] = letters("V"); },
      [](Directories& tags) {
        for (const int tag : {kLatitude, kLongitude}) tags.gps[tag].numbers = {0, 1, 0, 1, 0, 1};
      },
  };
  int number = 0;
  for (const auto& lie : lies) {
    EXPECT_EQ(values_with(lie), all_but({"latitude", "longitude"})) << "lie " << number++;
  }
  EXPECT_EQ(values_with([](Directories& tags) { tags.gps[kStatus] = letters("A"); }), kAll);
  const auto pole = values_with([](Directories& tags) {
    tags.gps[kLatitude].numbers = {90, 1, 0, 1, 0, 1};
    tags.gps[kLongitude].numbers = {180, 1, 0, 1, 0, 1};
    tags.gps[kLongitudeRef] = letters("W");
  });
  EXPECT_EQ(pole.at("latitude") + ' ' + pole.at("longitude"), "-90 -180");
}

TEST(ImageExif, NumbersThatCannotBeAreAbsent) {
  const std::pair<int, const char*> fractions[] = {
      {kExposure, "exposure"}, {kFNumber, "f_number"}, {kFocal, "focal_length"}};
  const TagValue lies[] = {{kRational, {1, 0}}, {kRational, {0, 0}},          {kRational, {0, 1}},
                           {kRational, {}},     {kRational, {0xffffffff, 1}}, {kShort, {5}},
                           {kAscii, {'5', 0}},  {kSigned, {0xffffffff, 1}}};
  for (const auto& [tag, name] : fractions) {
    for (const TagValue& lie : lies) {
      EXPECT_EQ(values_with([&, at = tag](Directories& tags) { tags.photo[at] = lie; }),
                all_but({name}));
    }
  }
  for (const std::uint32_t turned : {0U, 9U, 65535U}) {
    EXPECT_EQ(values_with([&](Directories& tags) { tags.image[kTurned].numbers[0] = turned; }),
              all_but({"orientation"}));
  }
  const TagValue isos[] = {{kShort, {0}}, {kShort, {65535}}, {kLong, {0xffffffff}}, {kShort, {}}};
  for (const TagValue& iso : isos) {
    EXPECT_EQ(values_with([&](Directories& tags) { tags.photo[kIso] = iso; }), all_but({"iso"}));
  }
}

TEST(ImageExif, UnsignedNumbersAreReadToTheirEnd) {
  const auto values = values_with([](Directories& tags) {
    tags.photo[kFNumber] = {kRational, {4'000'000'000U, 1'000'000'000U}};
    tags.gps[kLatitude] = {kRational, {33, 1, 51, 1, 3'600'000'000U, 100'000'000U}};
  });
  EXPECT_EQ(values.at("f_number"), "4");
  EXPECT_EQ(values.at("latitude"), kAll.at("latitude"));
}

/// Writers give it other types, too, and all are heeded when the picture is turned upright.
TEST(ImageExif, TheOrientationIsThatOfThePixels) {
  constexpr int kByte = 1;
  for (const int type : {kByte, kShort, kLong}) {
    Directories tags = all_tags();
    tags.image[kTurned] = {type, {6}};
    const File file = jpeg_with(make_structure(tags));
    EXPECT_EQ(Image(file).upright_size(), (Size{24, 40})) << type;
    EXPECT_EQ(exif(file).orientation, 6) << type;
  }
}

TEST(ImageExif, AnIsoThatDoesNotFitItsTagIsReadFromTheOther) {
  const auto values = values_with([](Directories& tags) {
    tags.photo[kIso] = {kShort, {65535}};
    tags.photo[kIsoSpeed] = {kLong, {102'400}};
  });
  EXPECT_EQ(values.at("iso"), "102400");
}

TEST(ImageExif, TextsAreTrimmedAndThoseThatCannotBeShownAreAbsent) {
  const auto lens_with = [](std::string_view text) -> std::string {
    const auto values = values_with([&](Directories& tags) { tags.photo[kLens] = letters(text); });
    return values.count("lens") ? values.at("lens") : "absent";
  };
  EXPECT_EQ(lens_with("  85mm  "), "85mm");
  EXPECT_EQ(lens_with(std::string_view("85mm\0\0garbage", 13)), "85mm");
  EXPECT_EQ(lens_with("\xD0\xAE"
                      "piter"),
            "\xD0\xAE"
            "piter");
  EXPECT_EQ(lens_with(std::string(256, 'x')), std::string(256, 'x'));
  const std::string lies[] = {"",     "   ",       "a\nb",         "a\x1b[2Jb",
                              "\xff", "a\xC2\x85", "\xE2\x80\xAE", std::string(257, 'x'),
                              "\x7f", "a\xE2\x82"};
  for (const std::string& lie : lies) EXPECT_EQ(lens_with(lie), "absent") << lie;
}

/// A maker's note of one entry, a text of four bytes, so that it has no offsets.
TagValue note_of(std::string_view mark, int tag, std::string_view text) {
  File note;
  append(note, mark);
  append(note, 1, 2);
  append(note, static_cast<std::uint32_t>(tag), 2);
  append(note, kAscii, 2);
  append(note, 4, 4);
  append(note, text);
  append(note, 0, 5);
  return {kUndefined, {note.begin(), note.end()}};
}

TEST(ImageExif, TheLensMayBeInTheNoteOfTheMaker) {
  const auto lens_with = [](const char* make, const TagValue& note) {
    return values_with([&](Directories& tags) {
      tags.image[kMake] = letters(make);
      tags.photo.erase(kLens);
      tags.photo[kMakerNote] = note;
    })["lens"];
  };
  EXPECT_EQ(lens_with("Canon", note_of("", 0x95, "24L")), "24L");
  const std::string_view panasonic("Panasonic\0\0\0", 12);
  EXPECT_EQ(lens_with("Panasonic", note_of(panasonic, 0x51, "25P")), "25P");
  EXPECT_EQ(lens_with("Panasonic", note_of(panasonic, 0x51, "2\nP")), "");

  Directories tags = all_tags();
  tags.image[kMake] = letters("Canon");
  tags.photo.erase(kLens);
  tags.photo[kMakerNote] = note_of("", 0x95, "24L");
  const File large = make_structure(tags, false, 70'000);  // from which no note is copied
  EXPECT_EQ(exif(png_with_exif(make_picture(".png[strip]", {4, 4}), large, true)).lens,
            std::nullopt);
}

TEST(ImageExif, TheMakerIsNamedOnce) {
  const auto camera_with = [](const char* make, const char* model) {
    return values_with([&](Directories& tags) {
      tags.image[kMake] = letters(make), tags.image[kModel] = letters(model);
    })["camera"];
  };
  EXPECT_EQ(camera_with("SONY", "ILCE-7M3"), "SONY ILCE-7M3");
  EXPECT_EQ(camera_with("Canon", "Canon EOS R5"), "Canon EOS R5");
  EXPECT_EQ(camera_with("", "ILCE-7M3"), "ILCE-7M3");
  EXPECT_EQ(camera_with("SONY", ""), "SONY");
  EXPECT_EQ(camera_with("SONY", "S"), "SONY S");
}

// ---- Damage -------------------------------------------------------------------------------------

/// Whatever a value is, it must be one that can be.
void expect_possible(const Exif& read) {
  const auto within = [](const auto& value, double least, double most) {
    return !value || (*value >= least && *value <= most);
  };
  EXPECT_TRUE(within(read.latitude, -90, 90) && within(read.longitude, -180, 180));
  EXPECT_EQ(read.latitude.has_value(), read.longitude.has_value());
  EXPECT_TRUE(within(read.orientation, 1, 8) && within(read.iso, 1, INT32_MAX));
  for (const auto& value : {read.exposure, read.f_number, read.focal_length}) {
    EXPECT_TRUE(!value || (std::isfinite(*value) && *value > 0));
  }
  for (const auto& text : {read.camera, read.lens}) {
    EXPECT_TRUE(!text || (!text->empty() && text->size() <= 513));
  }
}

TEST(ImageExif, OffsetsOutsideAreAbsent) {
  for (const std::uint32_t offset : {0U, 8U, 1'000'000U, 0x7fffffffU, 0xffffffffU}) {
    const File good = make_structure(all_tags());
    for (std::size_t at = 10; at + 12 <= good.size(); at += 12) {
      File changed = good, number;
      append(number, offset, 4);
      std::copy(number.begin(), number.end(),
                changed.begin() + static_cast<std::ptrdiff_t>(at + 8));
      expect_possible(exif(jpeg_with(changed)));
    }
  }
}

TEST(ImageExif, DamageAnywhereDoesNoHarm) {
  const File good = make_structure(all_tags()), png = make_picture(".png[strip]", {4, 4});
  for (std::size_t i = 0; i < good.size(); ++i) {
    File changed = good;
    for (const int flipped : {0x01, 0x80, 0xff}) {
      changed[i] = static_cast<std::uint8_t>(good[i] ^ flipped);
      expect_possible(exif(jpeg_with(changed)));
    }
    changed.resize(66'000);  // as a large structure, too, which is not read itself
    expect_possible(exif(png_with_exif(png, changed, true)));
    const File cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i));
    expect_possible(exif(jpeg_with(cut)));
  }
}

TEST(ImageExif, ALargeStructureCutAnywhereDoesNoHarm) {
  const File good = make_structure(all_tags(), false, 70'000);
  const File png = make_picture(".png[strip]", {4, 4});
  EXPECT_EQ(values_of(exif(png_with_exif(png, good, true))), kAll);
  for (std::size_t size = 70'000; size < good.size(); ++size) {
    const File cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    expect_possible(exif(png_with_exif(png, cut, true)));
  }
}

}  // namespace
}  // namespace accel
