// SPDX-License-Identifier: Apache-2.0
// A BMP file, as far as it is read here (numbers little-endian):
//   "BM", file size u32, u32, offset of the pixels u32
//   header size u32; if 12: width u16, height u16, planes u16, bits u16
//   otherwise: width i32, height i32 (negative: top row first), planes u16, bits u16,
//     compression u32 (0 none, 3 masks), 20 bytes, masks of red, green, blue, (alpha) u32
//   rows: blue, green, red, (alpha), padded to four bytes, the bottom row first
#include "image/bmp.h"

#include "image/numbers.h"

#include <algorithm>
#include <cstring>

namespace accel {
namespace {

constexpr std::size_t kHeaderSize = 54;

struct BmpHeader {
  Size size;
  bool top_down = false;
  std::uint32_t bits = 0, compression = 0, offset = 0;
  bool has_alpha = false;

  std::size_t row_size() const {  // in 64 bits: at most 2^31 pixels of 32 bits
    return (static_cast<std::size_t>(size.width) * bits + 31) / 32 * 4;
  }
};

void set_old_header(BmpHeader& header, const HeaderReader& reader) {
  header.size = {static_cast<int>(reader.number(18, 2)), static_cast<int>(reader.number(20, 2))};
  header.bits = reader.number(24, 2);
}

/// Masks other than blue, green, red from the low byte on are reported as a compression of their
/// own.
void set_masks(BmpHeader& header, const HeaderReader& reader, std::uint32_t header_size) {
  const bool usual = header.bits == 32 && reader.number(54, 4) == 0xff0000 &&
                     reader.number(58, 4) == 0xff00 && reader.number(62, 4) == 0xff;
  if (!usual) return;
  header.compression = 0;
  header.has_alpha = header_size >= 56 && reader.number(66, 4) == 0xff000000;
}

void set_new_header(BmpHeader& header, const HeaderReader& reader, std::uint32_t header_size) {
  const auto width = static_cast<std::int32_t>(reader.number(18, 4));
  const auto height = static_cast<std::int32_t>(reader.number(22, 4));
  if (width < 0 || height == INT32_MIN) throw_damaged(Kind::bmp, "a side out of range");
  header.size = {width, height < 0 ? -height : height};
  header.top_down = height < 0;
  header.bits = reader.number(28, 2);
  if (header_size >= 40) header.compression = reader.number(30, 4);
  if (header.compression == 3) set_masks(header, reader, header_size);
}

BmpHeader read_bmp_header(Bytes encoded) {
  const HeaderReader reader(encoded, Kind::bmp, Order::little);
  BmpHeader header;
  header.offset = reader.number(10, 4);
  const std::uint32_t header_size = reader.number(14, 4);
  if (header_size == 12) {
    set_old_header(header, reader);
  } else {
    set_new_header(header, reader, header_size);
  }
  return header;
}

void check_readable(const BmpHeader& header, Bytes encoded) {
  if (header.compression != 0 || (header.bits != 24 && header.bits != 32)) {
    throw Error("BMP with " + std::to_string(header.bits) + " bits and compression " +
                std::to_string(header.compression) +
                " is not supported, only 24 and 32 bits without compression");
  }
  const auto height = static_cast<std::size_t>(header.size.height);
  if (header.offset > encoded.size() ||
      height > (encoded.size() - header.offset) / header.row_size()) {
    throw Error("truncated BMP: it ends in its pixels, after " + std::to_string(encoded.size()) +
                " bytes");
  }
}

/// Blue, green, red, (alpha) to red, green, blue, (alpha); the fourth byte of a pixel may be
/// unused.
void copy_row(const std::uint8_t* in, std::size_t step, std::uint8_t* out, int bands, int width) {
  for (int x = 0; x < width; ++x, in += step, out += bands) {
    out[0] = in[2];
    out[1] = in[1];
    out[2] = in[0];
    if (bands == 4) out[3] = in[3];
  }
}

void put(std::uint8_t* at, std::size_t number, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) at[i] = static_cast<std::uint8_t>(number >> (8 * i));
}

void put_header(std::uint8_t* out, Size size, std::size_t file_size) {
  std::memset(out, 0, kHeaderSize);
  out[0] = 'B';
  out[1] = 'M';
  put(out + 2, file_size, 4);
  put(out + 10, kHeaderSize, 4);
  put(out + 14, kHeaderSize - 14, 4);
  put(out + 18, static_cast<std::size_t>(size.width), 4);
  put(out + 22, static_cast<std::size_t>(size.height), 4);
  put(out + 26, 1, 2);   // planes
  put(out + 28, 24, 2);  // bits
  put(out + 34, file_size - kHeaderSize, 4);
}

void put_row(std::uint8_t* out, const std::uint8_t* in, int bands, int width) {
  for (int x = 0; x < width; ++x, in += bands, out += 3) {
    out[0] = in[bands == 1 ? 0 : 2];
    out[1] = in[bands == 1 ? 0 : 1];
    out[2] = in[0];
  }
}

}  // namespace

Size bmp_size(Bytes encoded) { return read_bmp_header(encoded).size; }

Bitmap decode_bmp(Bytes encoded) {
  const BmpHeader header = read_bmp_header(encoded);
  check_readable(header, encoded);
  Bitmap pixels = make_bitmap(header.size, header.has_alpha ? 4 : 3);
  const std::size_t out_row = pixels.count() / static_cast<std::size_t>(header.size.height) *
                              static_cast<std::size_t>(pixels.bands);
  const auto height = static_cast<std::size_t>(header.size.height);
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t from = header.top_down ? y : height - 1 - y;
    copy_row(encoded.data() + header.offset + from * header.row_size(), header.bits / 8,
             pixels.data.data() + y * out_row, pixels.bands, header.size.width);
  }
  return pixels;
}

Buffer encode_bmp(const Bitmap& pixels) {
  const auto width = static_cast<std::size_t>(pixels.size.width);
  const auto height = static_cast<std::size_t>(pixels.size.height);
  const std::size_t row = (3 * width + 3) / 4 * 4,
                    in_row = width * static_cast<std::size_t>(pixels.bands);
  Buffer out(kHeaderSize + row * height);
  put_header(out.data(), pixels.size, out.size());
  std::uint8_t* to = out.data() + kHeaderSize;
  for (std::size_t y = height; y-- > 0; to += row) {
    put_row(to, pixels.data.data() + y * in_row, pixels.bands, pixels.size.width);
    std::memset(to + 3 * width, 0, row - 3 * width);
  }
  return out;
}

}  // namespace accel
