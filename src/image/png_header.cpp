// SPDX-License-Identifier: Apache-2.0
// A PNG file, as far as it is read here (numbers big-endian):
//   8 bytes of signature, then chunks: length u32, type of 4 letters, payload, checksum u32
//   the first chunk is IHDR: width u32, height u32, ...
//   eXIf, anywhere after it (exiftool and ImageMagick put it last): a TIFF structure
#include "image/header.h"
#include "image/numbers.h"

namespace accel {
namespace {

/// The payload of the first chunk of that type. Each step moves on by twelve bytes at least.
std::optional<Bytes> find_chunk(Bytes png, std::string_view type) {
  std::size_t at = 8;
  while (const auto length = find_number(png, at, 4, Order::big)) {
    const Bytes payload = part(png, at + 8, *length);
    if (part(png, at + 4, 4).text() == type && payload.size() == *length) return payload;
    at += 12 + std::size_t{*length};
  }
  return std::nullopt;
}

}  // namespace

Size png_size(Bytes encoded) {
  const HeaderReader reader(encoded, Kind::png, Order::big);
  const std::uint32_t width = reader.number(16, 4), height = reader.number(20, 4);
  if (part(encoded, 12, 4).text() != "IHDR") throw_damaged(Kind::png, "no IHDR at its start");
  if (width > INT32_MAX || height > INT32_MAX) throw_damaged(Kind::png, "a side above 2^31 pixels");
  return {static_cast<int>(width), static_cast<int>(height)};
}

Bytes png_exif(Bytes encoded) { return find_chunk(encoded, "eXIf").value_or(Bytes()); }

bool png_has_end(Bytes encoded) { return find_chunk(encoded, "IEND").has_value(); }

}  // namespace accel
