// SPDX-License-Identifier: Apache-2.0
// Reads whole numbers from untrusted bytes: every read is checked against the size. For the header
// parsers; knows no file format.
#pragma once

#include "image/kind.h"

#include <accel/error.h>
#include <accel/types.h>

#include <optional>
#include <string>

namespace accel {

enum class Order { little, big };

/// The number of `width` bytes (1 to 4) at `at`, or nothing when the bytes end before it does.
inline std::optional<std::uint32_t> find_number(Bytes bytes, std::size_t at, std::size_t width,
                                                Order order) {
  if (at > bytes.size() || width > bytes.size() - at) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    number = number << 8 | bytes[order == Order::big ? at + i : at + width - 1 - i];
  }
  return number;
}

/// `size` bytes from `at` on, or as many as there are.
inline Bytes part(Bytes bytes, std::size_t at, std::size_t size) {
  if (at >= bytes.size()) return {};
  return {bytes.data() + at, size < bytes.size() - at ? size : bytes.size() - at};
}

[[noreturn]] inline void throw_damaged(Kind kind, std::string_view what) {
  throw Error("damaged " + std::string(kind_name(kind)) + ": " + std::string(what));
}

/// Reads a header of a known kind; throws Error ("truncated PNG: ...") where the bytes end.
class HeaderReader {
 public:
  HeaderReader(Bytes bytes, Kind kind, Order order) : bytes_(bytes), kind_(kind), order_(order) {}

  /// The number of `width` bytes (1 to 4) at `at`.
  std::uint32_t number(std::size_t at, std::size_t width) const {
    if (const auto number = find_number(bytes_, at, width, order_)) return *number;
    throw_truncated();
  }

  [[noreturn]] void throw_truncated() const {
    throw Error("truncated " + std::string(kind_name(kind_)) + ": it ends in its header, after " +
                std::to_string(bytes_.size()) + " bytes");
  }

 private:
  Bytes bytes_;
  Kind kind_;
  Order order_;
};

}  // namespace accel
