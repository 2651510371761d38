// SPDX-License-Identifier: Apache-2.0
#include "image/kind.h"

#include "image/numbers.h"

#include <accel/error.h>

#include <algorithm>

namespace accel {
namespace {

using namespace std::string_view_literals;

bool has_at(Bytes bytes, std::size_t at, std::string_view wanted) {
  return part(bytes, at, wanted.size()).text() == wanted;
}

/// Many texts begin with "BM": the size of the second header must be valid, too.
bool is_bmp(Bytes bytes) {
  constexpr std::uint32_t header_sizes[] = {12, 16, 40, 52, 56, 64, 108, 124};
  const auto size = find_number(bytes, 14, 4, Order::little);
  return has_at(bytes, 0, "BM"sv) && size &&
         std::find(std::begin(header_sizes), std::end(header_sizes), *size) !=
             std::end(header_sizes);
}

bool is_tiff(Bytes bytes) {
  return has_at(bytes, 0, "II*\0"sv) || has_at(bytes, 0, "MM\0*"sv) ||
         has_at(bytes, 0, "II+\0"sv) || has_at(bytes, 0, "MM\0+"sv);
}

std::optional<Kind> find_brand(std::string_view brand) {
  for (auto avif : {"avif"sv, "avis"sv}) {
    if (brand == avif) return Kind::avif;
  }
  for (auto heif : {"heic"sv, "heix"sv, "hevc"sv, "hevx"sv, "heim"sv, "heis"sv}) {
    if (brand == heif) return Kind::heif;
  }
  return std::nullopt;
}

/// The major brand may be the codec-neutral "mif1"; then a compatible brand names the codec.
std::optional<Kind> find_heif(Bytes bytes) {
  if (!has_at(bytes, 4, "ftyp"sv)) return std::nullopt;
  const std::size_t box = find_number(bytes, 0, 4, Order::big).value_or(0);
  const std::size_t end = std::min({box, bytes.size(), std::size_t{256}});
  for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4) {
    if (const auto kind = find_brand(part(bytes, at, 4).text())) return kind;
  }
  const bool neutral = has_at(bytes, 8, "mif1"sv) || has_at(bytes, 8, "msf1"sv);
  return neutral ? std::optional(Kind::heif) : std::nullopt;
}

/// The first element decides; declarations and comments go before it.
bool is_svg(Bytes bytes) {
  std::string_view text = part(bytes, 0, 4096).text();
  if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"sv), text.size()));
    if (!text.starts_with("<?"sv) && !text.starts_with("<!"sv)) break;
    const std::string_view end = text.starts_with("<!--"sv) ? "-->"sv : ">"sv;
    text.remove_prefix(std::min(text.find(end), text.size() - end.size()) + end.size());
  }
  return text.starts_with("<svg"sv);
}

/// "P", a digit, white space, a digit or a comment: many texts begin with "P6".
bool is_ppm(Bytes bytes) {
  if (bytes.size() < 4 || bytes[0] != 'P') return false;
  const std::string_view text = part(bytes, 0, 4).text();
  return "123456fF"sv.find(text[1]) != std::string_view::npos &&
         " \t\r\n"sv.find(text[2]) != std::string_view::npos &&
         "#0123456789"sv.find(text[3]) != std::string_view::npos;
}

/// Kinds that are read only where accel.toml allows it.
std::optional<Kind> find_other_kind(Bytes bytes) {
  if (has_at(bytes, 0, "\0\0\0\x0cjP  \r\n\x87\n"sv)) return Kind::jp2k;
  if (has_at(bytes, 0, "\xff\x4f\xff\x51"sv)) return Kind::jp2k;
  if (has_at(bytes, 0, "\0\0\0\x0cJXL \r\n\x87\n"sv)) return Kind::jxl;
  if (has_at(bytes, 0, "\xff\x0a"sv)) return Kind::jxl;
  if (has_at(bytes, 0, "%PDF-"sv)) return Kind::pdf;
  if (has_at(bytes, 0, "#?RADIANCE"sv) || has_at(bytes, 0, "#?RGBE"sv)) return Kind::rad;
  if (is_ppm(bytes)) return Kind::ppm;
  return is_svg(bytes) ? std::optional(Kind::svg) : std::nullopt;
}

std::string first_bytes(Bytes bytes) {
  std::string text;
  for (std::uint8_t byte : part(bytes, 0, 4)) {
    constexpr char digits[] = "0123456789abcdef";
    if (!text.empty()) text += ' ';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace

std::optional<Kind> find_kind(Bytes encoded) {
  if (has_at(encoded, 0, "\xff\xd8\xff"sv)) return Kind::jpeg;
  if (has_at(encoded, 0, "\x89PNG\r\n\x1a\n"sv)) return Kind::png;
  if (has_at(encoded, 0, "GIF87a"sv) || has_at(encoded, 0, "GIF89a"sv)) return Kind::gif;
  if (has_at(encoded, 0, "RIFF"sv) && has_at(encoded, 8, "WEBP"sv)) return Kind::webp;
  if (is_bmp(encoded)) return Kind::bmp;
  if (is_tiff(encoded)) return Kind::tiff;
  if (const auto heif = find_heif(encoded)) return heif;
  return find_other_kind(encoded);
}

Kind kind_of(Bytes encoded) {
  if (encoded.empty()) throw Error("empty file, not an image");
  if (const auto kind = find_kind(encoded)) return *kind;
  throw Error("not an image (first bytes " + first_bytes(encoded) + ")");
}

}  // namespace accel
