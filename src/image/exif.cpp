// SPDX-License-Identifier: Apache-2.0
// A TIFF structure, as far as it is read here (numbers in the order that its first bytes name):
//   "II*\0" | "MM\0*", offset u32 of the directory
//   directory: count u16, then count entries of 12 bytes: tag u16, type u16, count u32, value
#include "image/exif.h"

#include "image/numbers.h"

namespace accel {
namespace {

using namespace std::string_view_literals;

std::optional<Order> find_order(Bytes tiff) {
  const std::string_view mark = part(tiff, 0, 4).text();
  if (mark == "II*\0"sv) return Order::little;
  if (mark == "MM\0*"sv) return Order::big;
  return std::nullopt;
}

/// The value of `tag` in the first directory, where it is one u16 or u32.
std::optional<std::uint32_t> find_tag(Bytes tiff, std::uint32_t tag) {
  const auto order = find_order(tiff);
  if (!order) return std::nullopt;
  const std::size_t directory = find_number(tiff, 4, 4, *order).value_or(0);
  const std::size_t count = find_number(tiff, directory, 2, *order).value_or(0);
  for (std::size_t entry = directory + 2; entry < directory + 2 + 12 * count; entry += 12) {
    if (find_number(tiff, entry, 2, *order) != tag) continue;
    const auto type = find_number(tiff, entry + 2, 2, *order);
    return find_number(tiff, entry + 8, type == 3U ? 2 : 4, *order);
  }
  return std::nullopt;
}

}  // namespace

int exif_orientation(Bytes exif) {
  constexpr std::uint32_t orientation_tag = 0x112;
  const bool marked = part(exif, 0, 6).text() == "Exif\0\0"sv;
  const auto value = find_tag(marked ? part(exif, 6, exif.size()) : exif, orientation_tag);
  return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
}

}  // namespace accel
