// SPDX-License-Identifier: Apache-2.0
// PNG to planes, with libdeflate, which inflates a whole buffer at once. Only what is usual: 8 bits
// of grey, RGB or palette, or RGB with an alpha that hides nothing, not interlaced, without a
// transparent colour, every checksum right. All else is declined.
//
// A PNG file (numbers big-endian): 8 bytes of signature, then chunks: length u32, type of 4
// letters, payload, CRC u32 of type and payload. The first is IHDR, the last is IEND; those that
// must be understood have a capital at the start of their type. The payloads of all IDAT, which
// follow one another, are one zlib stream: of each row the type of its filter, and the row.
#include "image/numbers.h"
#include "image/plane_decoder.h"
#include "image/png_filter.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSignature = 8;
constexpr std::size_t kProfileLimit = 1 << 20;

/// zlib's streams hold at most 1032 bytes in one.
constexpr std::size_t kMostInflation = 1032;

enum Colour { kGrey = 0, kRgb = 2, kPalette = 3, kRgba = 6 };

struct Chunk {
  std::string_view type;
  Bytes payload;
  bool is_intact;  ///< its CRC is right

  bool must_be_understood() const { return type[0] >= 'A' && type[0] <= 'Z'; }
};

/// The chunk at `at`, which is moved past it; nothing if it is cut short.
std::optional<Chunk> find_chunk(Bytes png, std::size_t& at) {
  const auto length = find_number(png, at, 4, Order::big);
  if (!length) return std::nullopt;
  const Bytes checked = part(png, at + 4, 4 + std::size_t{*length});
  const auto crc = find_number(png, at + 8 + *length, 4, Order::big);
  if (!crc) return std::nullopt;
  at += 12 + std::size_t{*length};
  return Chunk{checked.text().substr(0, 4), part(checked, 4, *length),
               *crc == libdeflate_crc32(0, checked.data(), checked.size())};
}

/// Not every libvips rejects a wrong CRC.
void check_chunks(Bytes png) {
  std::size_t at = kSignature;
  for (auto chunk = find_chunk(png, at); chunk && chunk->type != "IEND";
       chunk = find_chunk(png, at)) {
    if (chunk->must_be_understood() && !chunk->is_intact) {
      throw_damaged(Kind::png, std::string(chunk->type) + ": CRC error");
    }
  }
}

/// What is used of a file.
struct Parts {
  Size size;
  std::uint8_t colour = 0;
  Bytes palette;            ///< red, green, blue, red, ...
  Bytes profile;            ///< as it is stored in iCCP
  std::vector<Bytes> data;  ///< of each IDAT

  int bytes_per_pixel() const { return colour == kRgb ? 3 : colour == kRgba ? 4 : 1; }
  std::size_t row_bytes() const {
    return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(bytes_per_pixel());
  }
  std::size_t stored_bytes() const {
    return (1 + row_bytes()) * static_cast<std::size_t>(size.height);
  }
  std::size_t data_bytes() const {
    std::size_t bytes = 0;
    for (const Bytes& part : data) bytes += part.size();
    return bytes;
  }
};

/// IHDR: width u32, height u32, bits u8, colour type u8, compression u8, filter u8, interlace u8.
/// False when it is not of a sort that is decoded here.
bool take_header(Bytes header, Parts& parts) {
  if (header.size() != 13) return false;
  parts.size = {static_cast<int>(find_number(header, 0, 4, Order::big).value_or(0)),
                static_cast<int>(find_number(header, 4, 4, Order::big).value_or(0))};
  parts.colour = header[9];
  const bool is_usual_colour = parts.colour == kGrey || parts.colour == kRgb ||
                               parts.colour == kPalette || parts.colour == kRgba;
  return is_small_enough(parts.size) && is_usual_colour && header[8] == 8 &&
         header.text().substr(10) == "\0\0\0"sv;
}

bool take_palette(Bytes palette, Parts& parts) {
  const bool is_first = parts.palette.empty() && parts.data.empty();
  parts.palette = palette;
  return is_first && parts.colour != kGrey && !palette.empty() && palette.size() % 3 == 0 &&
         palette.size() <= 3 * 256;
}

bool take_profile(Bytes profile, Parts& parts) {
  const bool is_first = parts.profile.empty();
  parts.profile = profile;
  return is_first && !profile.empty();
}

/// False if the chunk is not decoded here, or is at a wrong place.
bool take_chunk(const Chunk& chunk, std::string_view before, Parts& parts) {
  if (chunk.type == "PLTE") return take_palette(chunk.payload, parts);
  if (chunk.type == "iCCP") return take_profile(chunk.payload, parts);
  if (chunk.type == "IDAT") {
    parts.data.push_back(chunk.payload);
    return parts.data.size() == 1 || before == "IDAT";
  }
  return !chunk.must_be_understood() && chunk.type != "tRNS";
}

/// Nothing when declined.
std::optional<Parts> find_parts(Bytes png) {
  Parts parts;
  std::size_t at = kSignature;
  auto chunk = find_chunk(png, at);
  if (!chunk || !chunk->is_intact || chunk->type != "IHDR" || !take_header(chunk->payload, parts))
    return std::nullopt;
  std::string_view before;
  while ((chunk = find_chunk(png, at)) && chunk->is_intact && chunk->type != "IEND") {
    if (!take_chunk(*chunk, before, parts)) return std::nullopt;
    before = chunk->type;
  }
  const bool lacks_palette = parts.colour == kPalette && parts.palette.empty();
  const bool claims_too_much = parts.stored_bytes() / kMostInflation > parts.data_bytes();
  if (!chunk || !chunk->is_intact || lacks_palette || claims_too_much) return std::nullopt;
  return parts;
}

/// Inflates a whole zlib stream into at most `size` bytes; returns how many they are.
std::optional<std::size_t> inflate(Bytes stream, std::uint8_t* out, std::size_t size) {
  struct Free {
    void operator()(libdeflate_decompressor* inflater) const {
      libdeflate_free_decompressor(inflater);
    }
  };
  const std::unique_ptr<libdeflate_decompressor, Free> inflater(libdeflate_alloc_decompressor());
  if (!inflater) throw std::bad_alloc();
  std::size_t taken = 0, given = 0;
  if (libdeflate_zlib_decompress_ex(inflater.get(), stream.data(), stream.size(), out, size, &taken,
                                    &given) != LIBDEFLATE_SUCCESS ||
      taken != stream.size()) {
    return std::nullopt;
  }
  return given;
}

/// iCCP: a name, 0, compression u8 (0), a zlib stream. Empty when there is none or it is damaged.
Buffer inflate_profile(Bytes chunk) {
  if (chunk.empty()) return {};
  const std::size_t name = std::min(chunk.text().find('\0'), chunk.size());
  if (find_number(chunk, name + 1, 1, Order::big) != 0U) return {};
  Buffer profile(kProfileLimit);
  const auto size = inflate(part(chunk, name + 2, chunk.size()), profile.data(), profile.size());
  profile.shrink(size.value_or(0));
  return profile;
}

class PngDecoder final : public PlaneDecoder {
 public:
  PngDecoder(Parts parts, Plane& work)
      : parts_(std::move(parts)), profile_(inflate_profile(parts_.profile)), work_(work) {}

  bool has_damaged_profile() const { return profile_.size() == 0 && !parts_.profile.empty(); }
  Size size() const override { return parts_.size; }
  int components() const override { return parts_.colour == kGrey ? 1 : 3; }
  Bytes profile() override { return profile_; }

  std::optional<Extent> decode_rgb(Size, Plane* planes) override {
    for (int i = 0; i < components(); ++i) planes[i].reshape(parts_.size);
    if (!inflate_data()) return std::nullopt;
    switch (parts_.colour) {
      case kRgb: return decode_rows<3>(planes);
      case kRgba: return decode_rows<4>(planes);
      default: return decode_rows<1>(planes);
    }
  }

 private:
  /// Into `work_`; false if the size is not exactly as expected.
  bool inflate_data() {
    const std::size_t wanted = parts_.stored_bytes();
    work_.reshape({static_cast<int>(wanted + kPngSlack), 1});
    if (parts_.data.size() == 1) return inflate(parts_.data[0], work_.row(0), wanted) == wanted;
    std::vector<std::uint8_t> stream;
    stream.reserve(parts_.data_bytes());
    for (const Bytes& data : parts_.data) stream.insert(stream.end(), data.begin(), data.end());
    return inflate({stream.data(), stream.size()}, work_.row(0), wanted) == wanted;
  }

  template <int Step>
  std::optional<Extent> decode_rows(Plane* planes) {
    const std::size_t size = parts_.row_bytes();
    std::vector<std::uint8_t> above(size + kPngSlack), row(size + kPngSlack);
    const std::uint8_t* stored = work_.row(0);
    for (int y = 0; y < parts_.size.height; ++y, stored += 1 + size) {
      if (!undo_png_filter<Step>(*stored, stored + 1, above.data(), row.data(), size) ||
          !take_row<Step>(row.data(), planes, y)) {
        return std::nullopt;
      }
      std::swap(above, row);
    }
    return whole(parts_.size);
  }

  /// False if the picture has something that is not decoded here: transparency, a colour that is
  /// not in the palette.
  template <int Step>
  bool take_row(const std::uint8_t* row, Plane* planes, int y) {
    if constexpr (Step == 1) {
      if (parts_.colour == kPalette) return look_up(row, planes, y);
      std::memcpy(planes[0].row(y), row, parts_.row_bytes());
      return true;
    } else {
      split<Step>(row, planes, y);
      return Step == 3 || is_opaque(row);
    }
  }

  bool is_opaque(const std::uint8_t* rgba) const {
    std::uint8_t all = 255;
    for (int x = 0; x < parts_.size.width; ++x) all &= rgba[4 * x + 3];
    return all == 255;
  }

  bool look_up(const std::uint8_t* indices, Plane* planes, int y) const {
    const std::uint8_t* last = std::max_element(indices, indices + parts_.size.width);
    if (std::size_t{3} * *last >= parts_.palette.size()) return false;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::uint8_t* colours = parts_.palette.data() + i;
      std::uint8_t* out = planes[i].row(y);
      for (int x = 0; x < parts_.size.width; ++x) out[x] = colours[std::size_t{3} * indices[x]];
    }
    return true;
  }

  Parts parts_;
  Buffer profile_;
  Plane& work_;
};

}  // namespace

std::unique_ptr<PlaneDecoder> open_png(Bytes encoded, Plane& work) {
  auto parts = find_parts(encoded);
  if (!parts) {
    check_chunks(encoded);
    return nullptr;
  }
  auto decoder = std::make_unique<PngDecoder>(std::move(*parts), work);
  if (decoder->has_damaged_profile()) return nullptr;
  return decoder;
}

}  // namespace accel
