// SPDX-License-Identifier: Apache-2.0
// A GIF file, as far as it is read here (numbers little-endian):
//   "GIF87a" | "GIF89a", width u16, height u16, flags u8, u8, u8, [colours]
//   blocks, each with its first byte: 21 an extension: label u8, sub-blocks; 2C a frame: left u16,
//   top u16, width u16, height u16, ...
//   sub-blocks: size u8, so many bytes, and so on; the last has size 0
//   colours, where flags has 80: 2 << (flags & 7) of three bytes
#include "image/gif_header.h"

#include "image/header.h"

namespace accel {
namespace {

/// Where the blocks begin.
std::size_t first_block(Bytes gif) {
  const std::uint32_t flags = find_number(gif, 10, 1, Order::little).value_or(0);
  return 13 + (flags & 0x80 ? std::size_t{6} << (flags & 7) : 0);
}

/// The offset after the sub-blocks at `at`, or the end of the bytes.
std::size_t behind_blocks(Bytes gif, std::size_t at) {
  while (const auto size = find_number(gif, at, 1, Order::little)) {
    at += 1 + *size;
    if (*size == 0) break;
  }
  return at;
}

}  // namespace

Size gif_size(Bytes encoded) {
  const HeaderReader reader(encoded, Kind::gif, Order::little);
  return {static_cast<int>(reader.number(6, 2)), static_cast<int>(reader.number(8, 2))};
}

std::optional<GifFrame> find_gif_frame(Bytes gif) {
  constexpr std::uint32_t extension = 0x21, frame = 0x2c;
  std::size_t at = first_block(gif);
  while (find_number(gif, at, 1, Order::little) == extension) at = behind_blocks(gif, at + 2);
  if (find_number(gif, at, 1, Order::little) != frame || at + 9 > gif.size()) return std::nullopt;
  const HeaderReader reader(gif, Kind::gif, Order::little);
  const auto side = [&](std::size_t i) { return static_cast<int>(reader.number(at + 1 + i, 2)); };
  return GifFrame{side(0), side(2), {side(4), side(6)}};
}

}  // namespace accel
