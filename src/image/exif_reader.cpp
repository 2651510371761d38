// SPDX-License-Identifier: Apache-2.0
// The module that reads EXIF: Exiv2 behind src/image/exif_reader.h. Exiv2 takes the structure
// apart, maker's notes included; it gets it alone, and never a picture with its other metadata.
// Compiles with Exiv2 0.27 and 0.28, so it uses only what both have: toRational() for every number.
#include "image/exif_reader.h"

#include "base/utf8.h"
#include "image/exif_extract.h"

#include <exiv2/error.hpp>
#include <exiv2/exif.hpp>

#include <algorithm>
#include <chrono>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace accel {
namespace {

/// As much as a JPEG can have. Exiv2 copies the value of each entry, and thousands of entries may
/// name the same bytes: 400 MB is what 64 kB can cost.
constexpr std::size_t kMostExif = 1 << 16;
constexpr std::size_t kMostTextBytes = 256;
constexpr double kMostNumber = 1e6;  ///< seconds, millimetres

bool is_shown(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = shown_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// Cameras fill up with zeros or spaces.
std::string_view trimmed(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// The values of tags; each is absent unless it has the type that EXIF gives it.
class ExifTags {
 public:
  explicit ExifTags(const Exiv2::ExifData& data) : data_(data) {}

  std::optional<std::string> text(const char* key) const {
    const auto* found = find(key, 0, {Exiv2::asciiString});
    if (found == nullptr) return std::nullopt;
    const std::string all = found->toString();
    const std::string_view text = trimmed(all);
    if (text.empty() || text.size() > kMostTextBytes || !is_shown(text)) return std::nullopt;
    return std::string(text);
  }

  /// From 1 to 2^31 - 1.
  std::optional<int> count(const char* key) const {
    const auto* found = find(key, 0, {Exiv2::unsignedShort, Exiv2::unsignedLong});
    const int number = found == nullptr ? 0 : found->toRational(0).first;
    return number > 0 ? std::optional(number) : std::nullopt;
  }

  /// A fraction, 0 or above. Exiv2 gives unsigned numbers above 2^31 - 1 as negative ones.
  std::optional<double> fraction(const char* key, unsigned index) const {
    const auto* found = find(key, index, {Exiv2::unsignedRational, Exiv2::signedRational});
    if (found == nullptr) return std::nullopt;
    const auto [above, below] = found->toRational(index);
    if (found->typeId() == Exiv2::unsignedRational)
      return ratio(std::uint32_t(above), std::uint32_t(below));
    return ratio(above, below);
  }

  std::optional<double> positive(const char* key) const {
    const auto number = fraction(key, 0);
    return number && *number > 0 && *number <= kMostNumber ? number : std::nullopt;
  }

 private:
  static std::optional<double> ratio(double above, double below) {
    return above >= 0 && below > 0 ? std::optional(above / below) : std::nullopt;
  }

  const Exiv2::Exifdatum* find(const char* key, unsigned index,
                               std::initializer_list<Exiv2::TypeId> types) const {
    const auto found = data_.findKey(Exiv2::ExifKey(key));
    if (found == data_.end() || index >= found->count()) return nullptr;
    return std::count(types.begin(), types.end(), found->typeId()) > 0 ? &*found : nullptr;
  }

  const Exiv2::ExifData& data_;
};

// ---- When ---------------------------------------------------------------------------------------

/// The number that the digits at `at` make; nothing if there are others.
std::optional<int> find_digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// "89" is 0.89 seconds. What is not digits says nothing.
int microseconds_of(std::string digits) {
  digits.resize(6, '0');
  return find_digits(digits, 0, 6).value_or(0);
}

/// "2024:02:29 12:34:56". Cameras whose clock was not set write zeros or spaces.
std::optional<DateTime> parse_time(const std::string& text, int microseconds) {
  if (text.size() != 19) return std::nullopt;
  for (const std::size_t at : {4U, 7U, 13U, 16U}) {
    if (text[at] != ':') return std::nullopt;
  }
  const auto year = find_digits(text, 0, 4), month = find_digits(text, 5, 2),
             day = find_digits(text, 8, 2), hour = find_digits(text, 11, 2),
             minute = find_digits(text, 14, 2), second = find_digits(text, 17, 2);
  if (text[10] != ' ' || !year || !month || !day || !hour || !minute || !second) {
    return std::nullopt;
  }
  constexpr int first_year = 1800;  // before there were photographs
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *year < first_year || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return DateTime(Date(*year, *month, *day), *hour, *minute, *second, microseconds);
}

/// "+02:00"; from -12:00 to +14:00, as the zones on Earth are.
std::optional<int> parse_offset(const std::string& text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
    return std::nullopt;
  }
  const auto hours = find_digits(text, 1, 2), minutes = find_digits(text, 4, 2);
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const int offset = (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
  return offset >= -12 * 60 && offset <= 14 * 60 ? std::optional(offset) : std::nullopt;
}

void read_time(const ExifTags& tags, Exif& made) {
  for (const char* key : {"Exif.Photo.DateTimeOriginal", "Exif.Image.DateTimeOriginal"}) {
    const auto text = tags.text(key);
    const auto part = tags.text("Exif.Photo.SubSecTimeOriginal");
    if (text) made.taken_at = parse_time(*text, part ? microseconds_of(*part) : 0);
    if (made.taken_at) break;
  }
  const auto offset = tags.text("Exif.Photo.OffsetTimeOriginal");
  if (made.taken_at && offset) made.utc_offset = parse_offset(*offset);
}

// ---- With what ----------------------------------------------------------------------------------

bool begins_alike(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c + 0; };
  return std::equal(a.begin(), a.end(), b.begin(), b.begin() + std::min(a.size(), b.size()),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// "NIKON CORPORATION" and "NIKON D850" are one camera, "NIKON D850"; "SONY" and "ILCE-7M3" are
/// "SONY ILCE-7M3".
std::optional<std::string> camera_of(const ExifTags& tags) {
  const auto make = tags.text("Exif.Image.Make"), model = tags.text("Exif.Image.Model");
  if (!make || !model) return model ? model : make;
  const std::string maker = make->substr(0, make->find(' '));
  return begins_alike(maker, *model) ? model : *make + ' ' + *model;
}

std::optional<std::string> lens_of(const ExifTags& tags) {
  for (const char* key : {"Exif.Photo.LensModel", "Exif.Canon.LensModel",
                          "Exif.OlympusEq.LensModel", "Exif.Panasonic.LensType"}) {
    if (auto lens = tags.text(key)) return lens;
  }
  return std::nullopt;
}

/// The first tag is of 16 bits: 65535 stands for all that is above, which the others then say.
std::optional<int> iso_of(const ExifTags& tags) {
  constexpr int above = 65535;
  for (const char* key : {"Exif.Photo.ISOSpeedRatings", "Exif.Photo.StandardOutputSensitivity",
                          "Exif.Photo.RecommendedExposureIndex", "Exif.Photo.ISOSpeed"}) {
    const auto iso = tags.count(key);
    if (iso && *iso != above) return iso;
  }
  return std::nullopt;
}

// ---- Where --------------------------------------------------------------------------------------

/// Degrees, minutes and seconds, and the letter of a hemisphere.
std::optional<double> angle_of(const ExifTags& tags, const std::string& key, double most,
                               std::string_view hemispheres) {
  const auto degrees = tags.fraction(key.c_str(), 0), minutes = tags.fraction(key.c_str(), 1),
             seconds = tags.fraction(key.c_str(), 2);
  const auto hemisphere = tags.text((key + "Ref").c_str());
  if (!degrees || !minutes || !seconds || !hemisphere || hemisphere->size() != 1) {
    return std::nullopt;
  }
  const std::size_t side = hemispheres.find((*hemisphere)[0]);
  const double angle = *degrees + *minutes / 60 + *seconds / 3600;
  if (side == std::string_view::npos || *minutes > 60 || *seconds > 60 || angle > most) {
    return std::nullopt;
  }
  return side == 0 ? angle : -angle;
}

/// A receiver without a position says so ("V"), or gives zeros: a place in the Atlantic Ocean.
void read_position(const ExifTags& tags, Exif& made) {
  if (tags.text("Exif.GPSInfo.GPSStatus") == "V") return;
  const auto latitude = angle_of(tags, "Exif.GPSInfo.GPSLatitude", 90, "NS");
  const auto longitude = angle_of(tags, "Exif.GPSInfo.GPSLongitude", 180, "EW");
  if (!latitude || !longitude || (*latitude == 0 && *longitude == 0)) return;
  made.latitude = latitude;
  made.longitude = longitude;
}

void read_tags(const ExifTags& tags, Exif& made) {
  read_time(tags, made);
  made.camera = camera_of(tags);
  made.lens = lens_of(tags);
  made.exposure = tags.positive("Exif.Photo.ExposureTime");
  made.f_number = tags.positive("Exif.Photo.FNumber");
  made.iso = iso_of(tags);
  made.focal_length = tags.positive("Exif.Photo.FocalLength");
  const auto orientation = tags.count("Exif.Image.Orientation");
  if (orientation && *orientation <= 8) made.orientation = orientation;
  read_position(tags, made);
}

/// False if Exiv2 gives up: damaged EXIF does not make a damaged picture.
bool is_decoded(Bytes exif, Exiv2::ExifData& data) {
  try {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    Exiv2::ExifParser::decode(data, exif.data(), static_cast<std::uint32_t>(exif.size()));
    return true;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace
}  // namespace accel

void accel_image_read_exif(accel::Bytes exif, accel::Exif& made) {
  std::vector<std::uint8_t> extract;
  if (exif.size() > accel::kMostExif) {
    extract = accel::exif_extract(exif);
    exif = extract;
  }
  Exiv2::ExifData data;
  if (accel::is_decoded(exif, data)) accel::read_tags(accel::ExifTags(data), made);
}
