// SPDX-License-Identifier: Apache-2.0
// A WebP file is "RIFF", u32, "WEBP", and chunks: type of 4 letters, length u32, payload, a byte
// more if that is odd. Numbers are little-endian.
#pragma once

#include "image/numbers.h"

namespace accel {

constexpr std::size_t kWebpChunks = 12;  ///< where the first begins

/// Where the first chunk of that type begins, or nothing. Each step advances by at least eight
/// bytes.
inline std::optional<std::size_t> find_webp_chunk(Bytes webp, std::string_view type) {
  std::size_t at = kWebpChunks;
  while (const auto length = find_number(webp, at + 4, 4, Order::little)) {
    if (part(webp, at, 4).text() == type) return at;
    at += 8 + std::size_t{*length} + *length % 2;
  }
  return std::nullopt;
}

/// The payload of the first chunk of that type, as far as it is there; empty when there is none.
inline Bytes webp_payload(Bytes webp, std::string_view type) {
  const auto at = find_webp_chunk(webp, type);
  if (!at) return {};
  return part(webp, *at + 8, find_number(webp, *at + 4, 4, Order::little).value_or(0));
}

}  // namespace accel
