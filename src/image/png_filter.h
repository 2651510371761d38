// SPDX-License-Identifier: Apache-2.0
// PNG's filters undone (PNG, third edition, chapter 9): each row was stored as its difference from
// a prediction by the bytes to the left, above, and above to the left.
#pragma once

#include <cstddef>
#include <cstdint>

namespace accel {

/// Bytes beyond the end of a row that are read, and in `out` written; their values do not matter.
constexpr std::size_t kPngSlack = 8;

/// Undoes filter `type` of one row of `size` bytes in pixels of `Step` (1, 3 or 4) bytes. `above`
/// is the row before it, zeros for the first. False when there is no such filter.
template <int Step>
bool undo_png_filter(int type, const std::uint8_t* stored, const std::uint8_t* above,
                     std::uint8_t* out, std::size_t size);

}  // namespace accel
