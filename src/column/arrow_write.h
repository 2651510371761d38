// SPDX-License-Identifier: Apache-2.0
// The metadata of an Arrow IPC file of one or more columns, as bytes to write: the beginning, the
// part before each batch, and the end. Each function takes the offset in the file, and pads its
// result so that what follows begins at a multiple of 64.
#pragma once

#include <accel/column.h>

#include <cstdint>
#include <span>
#include <string>

namespace accel {

inline constexpr std::string_view kArrowMagic = "ARROW1";
inline constexpr std::size_t kArrowAlignment = 64;

constexpr std::size_t arrow_padded(std::size_t size) {
  return (size + kArrowAlignment - 1) / kArrowAlignment * kArrowAlignment;
}

/// The zeros that follow `size` bytes.
inline Bytes arrow_padding(std::size_t size) {
  alignas(kArrowAlignment) static constexpr std::uint8_t kZeros[kArrowAlignment] = {};
  return {kZeros, arrow_padded(size) - size};
}

/// The buffers of one batch, in the order of the format: validity, offsets (only bytes, text and
/// json), values. Each is padded in the body.
struct BatchBody {
  std::int64_t rows = 0;
  std::int64_t absent = 0;
  Bytes validity;  ///< empty when absent == 0
  Bytes offsets;
  Bytes values;
  Bytes last_value;  ///< comes right after them, if it is not among them

  std::size_t values_size() const { return values.size() + last_value.size(); }
  std::int64_t size() const {
    return static_cast<std::int64_t>(arrow_padded(validity.size()) + arrow_padded(offsets.size()) +
                                     arrow_padded(values_size()));
  }
};

/// Where a batch's message is; `metadata_size` counts from the message's start to its body.
struct ArrowBlock {
  std::int64_t offset = 0;
  std::int32_t metadata_size = 0;
  std::int64_t body_size = 0;
};

/// The magic and the schema.
std::string arrow_beginning(std::span<const ColumnSpec> columns, bool nullable);
/// The part before a batch's body, which holds the bodies of all columns, one after the other.
std::string arrow_batch(std::span<const ColumnSpec> columns, std::span<const BatchBody> bodies);
/// The end of the stream, the footer, the magic.
std::string arrow_end(std::span<const ColumnSpec> columns, bool nullable,
                      std::span<const ArrowBlock> blocks);

}  // namespace accel
