// SPDX-License-Identifier: Apache-2.0
// Any bytes as the rows of a PNG whose container is well-formed, which changed files rarely are:
// size, colour type, and whether there is a palette and a profile come first, then those, then rows
// with their filters. See planar_fuzz.h.
#include "planar_fuzz.h"

#include <libdeflate.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace {

void add_number(std::string& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

void add_chunk(std::string& png, std::string_view type, std::string_view payload) {
  std::string checked(type);
  checked += payload;
  add_number(png, payload.size());
  png += checked;
  add_number(png, libdeflate_crc32(0, checked.data(), checked.size()));
}

std::string deflated(std::string_view data) {
  static libdeflate_compressor* const compressor = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_zlib_compress_bound(compressor, data.size()), '\0');
  out.resize(
      libdeflate_zlib_compress(compressor, data.data(), data.size(), out.data(), out.size()));
  return out;
}

/// Takes bytes from the front; fewer where there are fewer.
std::string_view take(std::string_view& from, std::size_t size) {
  const std::string_view taken = from.substr(0, size);
  from.remove_prefix(taken.size());
  return taken;
}

std::string make_png(std::string_view input) {
  const std::string_view head = take(input, 6);
  const std::size_t width = 1 + static_cast<unsigned char>(head[0]);
  const std::size_t height = 1 + static_cast<unsigned char>(head[1]) % 64;
  constexpr char colours[] = {0, 2, 3, 6};
  const std::size_t colour = static_cast<unsigned char>(head[2]) % 4;
  std::string png("\x89PNG\r\n\x1a\n"), header;
  add_number(header, width);
  add_number(header, height);
  header += {8, colours[colour], 0, 0, 0};
  add_chunk(png, "IHDR", header);
  if (head[3] & 1) add_chunk(png, "iCCP", std::string("p\0\0", 3) + deflated(take(input, 200)));
  if (head[3] & 2) add_chunk(png, "PLTE", take(input, static_cast<unsigned char>(head[4]) * 3U));
  constexpr std::size_t steps[] = {1, 3, 1, 4};
  std::string rows(take(input, (1 + width * steps[colour]) * height));
  if (head[3] & 4) rows.resize((1 + width * steps[colour]) * height);
  const std::string data = deflated(rows);
  const std::size_t half = head[3] & 8 ? data.size() / 2 : data.size();
  add_chunk(png, "IDAT", std::string_view(data).substr(0, half));
  if (half < data.size()) add_chunk(png, "IDAT", std::string_view(data).substr(half));
  add_chunk(png, "IEND", "");
  return png.append(head.substr(3));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 6) return 0;
  const std::string png = make_png({reinterpret_cast<const char*>(data), size});
  accel::try_planar_backend(accel::Bytes(png.data(), png.size()));
  return 0;
}
