// SPDX-License-Identifier: Apache-2.0
// A WebP file, as far as it is read here (numbers little-endian):
//   "RIFF", u32, "WEBP", then chunks (`webp_chunk.h`), the first of which is one of these:
//   VP8  (lossy):    3 bytes, 9D 01 2A, width u16, height u16 (14 bits each)
//   VP8L (lossless): 2F, then 14 bits of width - 1 and 14 of height - 1
//   VP8X (extended): flags u32, width - 1 u24, height - 1 u24
//   EXIF, after the picture: a TIFF structure
#include "image/header.h"
#include "image/webp_chunk.h"

namespace accel {
namespace {

constexpr std::size_t kPayload = kWebpChunks + 8;  // of the first chunk

Size lossy_size(const HeaderReader& reader) {
  if (reader.number(kPayload + 3, 3) != 0x2a019d) throw_damaged(Kind::webp, "no start code");
  return {static_cast<int>(reader.number(kPayload + 6, 2) & 0x3fff),
          static_cast<int>(reader.number(kPayload + 8, 2) & 0x3fff)};
}

Size lossless_size(const HeaderReader& reader) {
  if (reader.number(kPayload, 1) != 0x2f) throw_damaged(Kind::webp, "no start code");
  const std::uint32_t bits = reader.number(kPayload + 1, 4);
  return {static_cast<int>(bits & 0x3fff) + 1, static_cast<int>(bits >> 14 & 0x3fff) + 1};
}

Size extended_size(const HeaderReader& reader) {
  return {static_cast<int>(reader.number(kPayload + 4, 3)) + 1,
          static_cast<int>(reader.number(kPayload + 7, 3)) + 1};
}

}  // namespace

Size webp_size(Bytes encoded) {
  const HeaderReader reader(encoded, Kind::webp, Order::little);
  reader.number(kWebpChunks, 4);
  const std::string_view type = part(encoded, kWebpChunks, 4).text();
  if (type == "VP8 ") return lossy_size(reader);
  if (type == "VP8L") return lossless_size(reader);
  if (type == "VP8X") return extended_size(reader);
  throw_damaged(Kind::webp, "no picture at its start");
}

Bytes webp_exif(Bytes encoded) { return webp_payload(encoded, "EXIF"); }

bool webp_has_end(Bytes encoded) {
  const std::size_t size = find_number(encoded, 4, 4, Order::little).value_or(0);
  return size <= encoded.size() - 8;
}

}  // namespace accel
