// SPDX-License-Identifier: Apache-2.0
// A GIF file, as far as it is read here (numbers little-endian):
//   "GIF87a" | "GIF89a", width u16, height u16, flags u8, u8, u8, [colours]
//   blocks, each with its first byte: 21 an extension: label u8, sub-blocks; 2C a frame: left u16,
//   top u16, width u16, height u16, flags u8, [colours], bits u8, sub-blocks of LZW codes
//   sub-blocks: size u8, so many bytes, and so on; the last has size 0
//   colours, where flags has 80: 2 << (flags & 7) of three bytes
//   LZW codes, lowest bit first, at first of bits + 1: a colour; 1 << bits, which empties the
//   table; the next, which ends the data; or the number of a string in the table
#include "image/gif_header.h"

#include "image/header.h"

#include <array>

namespace accel {
namespace {

/// The bytes of the colours that the flags at `at` announce.
std::size_t size_of_colours(Bytes gif, std::size_t at) {
  const std::uint32_t flags = find_number(gif, at, 1, Order::little).value_or(0);
  return flags & 0x80 ? std::size_t{6} << (flags & 7) : 0;
}

/// Where the blocks begin.
std::size_t first_block(Bytes gif) { return 13 + size_of_colours(gif, 10); }

/// The offset after the sub-blocks at `at`, or the end of the bytes.
std::size_t behind_blocks(Bytes gif, std::size_t at) {
  while (const auto size = find_number(gif, at, 1, Order::little)) {
    at += 1 + *size;
    if (*size == 0) break;
  }
  return at;
}

/// The bits of sub-blocks.
class GifBits {
 public:
  GifBits(Bytes gif, std::size_t at) : gif_(gif), at_(at) {}

  /// The next `count` bits, at most 12; nothing if fewer are left.
  std::optional<std::uint32_t> next(int count) {
    while (held_ < count) {
      if (left_ == 0 && !open_block()) return std::nullopt;
      if (at_ >= gif_.size()) return std::nullopt;
      bits_ |= std::uint32_t{gif_[at_++]} << held_;
      held_ += 8;
      left_ -= 1;
    }
    const std::uint32_t number = bits_ & ((1U << count) - 1);
    bits_ >>= count;
    held_ -= count;
    return number;
  }

 private:
  bool open_block() {
    left_ = at_ < gif_.size() ? gif_[at_++] : 0;
    return left_ > 0;
  }

  Bytes gif_;
  std::size_t at_;
  std::size_t left_ = 0;  ///< bytes in this sub-block
  std::uint32_t bits_ = 0;
  int held_ = 0;
};

/// How many pixels LZW codes stand for, without their colours: the table has the lengths of its
/// strings only.
class GifPixelCount {
 public:
  explicit GifPixelCount(int bits) : first_bits_(bits + 1), clear_(1U << bits) {
    lengths_.fill(1);
    clear();
  }
  int bits() const { return bits_; }
  std::size_t pixels() const { return pixels_; }

  /// Whether more codes may follow.
  bool add(std::uint32_t code) {
    if (code == clear_ + 1) return false;
    if (code == clear_) {
      clear();
      return true;
    }
    if (code >= next_ + (has_last_ ? 1U : 0U)) throw_damaged(Kind::gif, "an unknown LZW code");
    if (has_last_) learn();
    pixels_ += last_ = lengths_[code];
    has_last_ = true;
    return true;
  }

 private:
  void clear() {
    next_ = clear_ + 2;
    bits_ = first_bits_;
    has_last_ = false;
  }
  /// The last string, and one pixel. A full table stays as it is.
  void learn() {
    if (next_ == lengths_.size()) return;
    lengths_[next_++] = last_ + 1;
    if (next_ == 1U << bits_ && next_ < lengths_.size()) bits_ += 1;
  }

  int first_bits_, bits_ = 0;
  std::uint32_t clear_, next_ = 0;  ///< codes
  std::uint32_t last_ = 0;          ///< length of the last string
  bool has_last_ = false;
  std::size_t pixels_ = 0;
  std::array<std::uint32_t, 4096> lengths_;
};

/// At most `wanted`, and no more than one string above.
std::size_t count_pixels(Bytes gif, std::size_t at, std::size_t wanted) {
  constexpr std::uint32_t kMostBits = 11;
  const auto bits = find_number(gif, at, 1, Order::little);
  if (!bits) return 0;
  if (*bits == 0 || *bits > kMostBits) throw_damaged(Kind::gif, "an unknown size of LZW codes");
  GifBits codes(gif, at + 1);
  GifPixelCount count(static_cast<int>(*bits));
  while (count.pixels() < wanted) {
    const auto code = codes.next(count.bits());
    if (!code || !count.add(*code)) break;
  }
  return count.pixels();
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
  const std::size_t data = at + 10 + size_of_colours(gif, at + 9);
  return GifFrame{side(0), side(2), {side(4), side(6)}, data};
}

void check_gif_pixels(Bytes gif) {
  const auto frame = find_gif_frame(gif);
  if (!frame) return;
  const Size size = frame->size;
  const auto wanted = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  const std::size_t found = count_pixels(gif, frame->data, wanted);
  if (found >= wanted) return;
  throw Error("truncated GIF: its data ends after " + std::to_string(found) + " of " +
              std::to_string(wanted) + " pixels");
}

}  // namespace accel
