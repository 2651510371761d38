// SPDX-License-Identifier: Apache-2.0
// A TIFF structure, as far as it is read here (numbers in the order that its first bytes name):
//   "II*\0" | "MM\0*", offset u32 of the directory
//   directory: count u16, then count entries of 12 bytes: tag u16, type u16, count u32, value u32
//   "II+\0" | "MM\0+" (BigTIFF): u16 8, u16 0, offset u64
//   directory: count u64, then entries of 20 bytes: tag u16, type u16, count u64, value u64
// A value that does not fit its field is elsewhere, and the field is its offset.
#include "image/tiff_header.h"

#include "image/header.h"

#include <algorithm>
#include <string>

namespace accel {
namespace {

using namespace std::string_view_literals;

enum Tag {
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kCompression = 259,
  kPhotometric = 262,
  kOrientation = 274,
  kSamples = 277,
  kPlanes = 284,
  kInkSet = 332,
  kInks = 334,
  kExtraSamples = 338,
  kSampleFormat = 339
};

constexpr std::size_t kMostNumbers = 16;
constexpr std::size_t kMostEntries = 65535;  ///< as libtiff has it

/// In bytes, of the types that are whole numbers; 0: of others.
std::size_t width_of(std::uint32_t type) {
  switch (type) {
    case 1:
    case 6: return 1;
    case 3:
    case 8: return 2;
    case 4:
    case 9:
    case 13: return 4;
    case 16:
    case 17:
    case 18: return 8;
    default: return 0;
  }
}

}  // namespace

std::optional<TiffDirectory> TiffDirectory::find(Bytes tiff) {
  const std::string_view mark = part(tiff, 0, 4).text();
  TiffDirectory found;
  found.tiff_ = tiff;
  found.order_ = mark.starts_with("MM") ? Order::big : Order::little;
  found.is_big_ = mark == "II+\0"sv || mark == "MM\0+"sv;
  if (!found.is_big_ && mark != "II*\0"sv && mark != "MM\0*"sv) return std::nullopt;
  const auto start = found.is_big_ ? found.wide(8) : find_number(tiff, 4, 4, found.order_);
  if (!start) return std::nullopt;
  const auto count =
      found.is_big_ ? found.wide(*start) : find_number(tiff, *start, 2, found.order_);
  if (!count || *count > kMostEntries) return std::nullopt;
  found.entries_ = std::size_t{*start} + (found.is_big_ ? 8 : 2);
  found.count_ = *count;
  const std::size_t bytes = found.count_ * (found.is_big_ ? 20 : 12);
  return part(tiff, found.entries_, bytes).size() == bytes ? std::optional(found) : std::nullopt;
}

std::optional<std::uint32_t> TiffDirectory::wide(std::size_t at) const {
  const auto low = find_number(tiff_, order_ == Order::big ? at + 4 : at, 4, order_);
  const auto high = find_number(tiff_, order_ == Order::big ? at : at + 4, 4, order_);
  return high == 0U ? low : std::nullopt;
}

std::vector<std::uint32_t> TiffDirectory::numbers(std::uint32_t tag) const {
  const std::size_t step = is_big_ ? 20 : 12, field = is_big_ ? 8 : 4;
  for (std::size_t entry = entries_; entry < entries_ + step * count_; entry += step) {
    if (find_number(tiff_, entry, 2, order_) != tag) continue;
    const std::size_t width = width_of(find_number(tiff_, entry + 2, 2, order_).value_or(0));
    const auto count = is_big_ ? wide(entry + 4) : find_number(tiff_, entry + 4, 4, order_);
    if (width == 0 || !count) return {};
    std::size_t at = entry + 4 + field;
    if (width * *count > field) {
      at = (is_big_ ? wide(at) : find_number(tiff_, at, 4, order_)).value_or(UINT32_MAX);
    }
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = 0; i < std::min<std::size_t>(*count, kMostNumbers); ++i, at += width) {
      const auto number = width == 8 ? wide(at) : find_number(tiff_, at, width, order_);
      if (!number) return {};
      numbers.push_back(*number);
    }
    return numbers;
  }
  return {};
}

std::optional<std::uint32_t> TiffDirectory::number(std::uint32_t tag) const {
  const auto all = numbers(tag);
  return all.empty() ? std::nullopt : std::optional(all[0]);
}

// ---- Size and orientation -----------------------------------------------------------------------

int tiff_orientation(Bytes tiff) {
  const auto directory = TiffDirectory::find(tiff);
  const auto value = directory ? directory->number(kOrientation) : std::nullopt;
  return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
}

Size tiff_size(Bytes encoded) {
  const auto directory = TiffDirectory::find(encoded);
  if (!directory) HeaderReader(encoded, Kind::tiff, Order::little).throw_truncated();
  const auto width = directory->number(kWidth), height = directory->number(kHeight);
  if (!width || !height) throw_damaged(Kind::tiff, "no width and height in its directory");
  if (*width > INT32_MAX || *height > INT32_MAX) {
    throw_damaged(Kind::tiff, "a side above 2^31 pixels");
  }
  return {static_cast<int>(*width), static_cast<int>(*height)};
}

// ---- Samples ------------------------------------------------------------------------------------

namespace {

/// PhotometricInterpretation; the number is how many samples are colours.
enum Photometric { kWhiteIsZero, kBlackIsZero, kRgb, kPalette, kInksOnly = 5, kYcc, kLab = 8 };

int colours_of(std::uint32_t photometric) {
  switch (photometric) {
    case kWhiteIsZero:
    case kBlackIsZero:
    case kPalette: return 1;
    case kRgb:
    case kYcc:
    case kLab: return 3;
    case kInksOnly: return 4;
    default: return 0;
  }
}

[[noreturn]] void throw_unsupported(const std::string& what) {
  throw Error("TIFF with " + what + " is not supported");
}

void check_colours(const TiffDirectory& tiff, std::uint32_t photometric, std::uint32_t samples) {
  constexpr std::uint32_t jpeg = 7, cmyk = 1;
  if (colours_of(photometric) == 0) {
    throw_unsupported("colours of type " + std::to_string(photometric) +
                      " (PhotometricInterpretation)");
  }
  if (photometric == kYcc && tiff.number(kCompression) != jpeg) {
    throw_unsupported("YCbCr samples that are not stored as JPEG");
  }
  const bool is_cmyk = tiff.number(kInkSet).value_or(cmyk) == cmyk &&
                       tiff.number(kInks).value_or(4) == 4 && samples >= 4;
  if (photometric == kInksOnly && !is_cmyk) {
    throw_unsupported("inks other than cyan, magenta, yellow and black");
  }
  const bool is_usual = photometric == kRgb || photometric == kInksOnly || photometric == kYcc;
  if (tiff.number(kPlanes) == 2U && samples > 2 && !is_usual) {  // libvips 8.14 mixes them up
    throw_unsupported("samples of grey or L*a*b* and others in planes (PlanarConfiguration 2)");
  }
  if (photometric == kLab && samples > 3) throw_unsupported("L*a*b* and further samples");
  if (samples < static_cast<std::uint32_t>(colours_of(photometric))) {
    throw_damaged(Kind::tiff, "fewer samples than colours");
  }
}

/// "signed samples of 16 bits".
std::string sample_words(std::uint32_t format, std::uint32_t bits) {
  const std::string sort = format == 1 || format == 4 ? ""
                           : format == 2              ? "signed "
                           : format == 3              ? "floating-point "
                                                      : "complex ";
  return sort + "samples of " + std::to_string(bits) + (bits == 1 ? " bit" : " bits");
}

/// Few bits are known of one sample only. L*a*b* has signed ones, and may say so.
void check_numbers(const TiffDirectory& tiff, bool is_lab, std::uint32_t samples) {
  auto bits = tiff.numbers(kBits), formats = tiff.numbers(kSampleFormat);
  if (bits.empty()) bits = {1};
  if (formats.empty() || is_lab) formats = {1};
  for (std::size_t i = 0; i < std::max(bits.size(), formats.size()); ++i) {
    const std::uint32_t count = bits[std::min(i, bits.size() - 1)];
    const std::uint32_t format = formats[std::min(i, formats.size() - 1)];
    const bool is_known =
        count == 8 || count == 16 || (samples == 1 && (count == 1 || count == 2 || count == 4));
    if (is_known && (format == 1 || format == 4) && count == bits[0]) continue;
    throw_unsupported(sample_words(format, count));
  }
}

}  // namespace

TiffExtras tiff_extras(Bytes encoded) {
  const auto tiff = TiffDirectory::find(encoded);
  if (!tiff) return {};  // libtiff says what is wrong
  const std::uint32_t photometric = tiff->number(kPhotometric).value_or(kBlackIsZero);
  const std::uint32_t samples = tiff->number(kSamples).value_or(1);
  check_colours(*tiff, photometric, samples);
  check_numbers(*tiff, photometric == kLab, samples);
  TiffExtras extras{static_cast<int>(samples) - colours_of(photometric), {}};
  const auto meanings = tiff->numbers(kExtraSamples);  // 0 unspecified, 1 and 2 alpha
  for (std::size_t i = 0; i < meanings.size() && static_cast<int>(i) < extras.count; ++i) {
    if (!extras.alpha && (meanings[i] == 1 || meanings[i] == 2)) extras.alpha = static_cast<int>(i);
  }
  return extras;
}

}  // namespace accel
