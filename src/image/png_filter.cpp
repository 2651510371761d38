// SPDX-License-Identifier: Apache-2.0
// Each pixel needs the one to its left, so rows are done pixel by pixel; what can be done at once
// is the bytes of a pixel. The vectors are an extension of g++ and clang that any processor has
// some answer to; eight 16-bit lanes are a register of SSE2 and of NEON.
#include "image/png_filter.h"

#include <cstring>

namespace accel {
namespace {

using Bytes8 = std::uint8_t __attribute__((vector_size(8)));
using Bytes16 = std::uint8_t __attribute__((vector_size(16)));
using Lanes = std::int16_t __attribute__((vector_size(16)));

Lanes load(const std::uint8_t* pixel) {
  Bytes8 bytes;
  std::memcpy(&bytes, pixel, sizeof bytes);
  return __builtin_convertvector(bytes, Lanes);
}

/// A pixel of three bytes is written as four: the next one follows and puts that right.
template <int Step>
void store(Lanes pixel, std::uint8_t* out) {
  const Bytes8 bytes = __builtin_convertvector(pixel, Bytes8);
  std::memcpy(out, &bytes, Step == 3 ? 4 : Step);
}

/// Lanes hold 0 to 255; adding byte by byte keeps it so.
Lanes add(Lanes a, Lanes b) {
  return reinterpret_cast<Lanes>(reinterpret_cast<Bytes16>(a) + reinterpret_cast<Bytes16>(b));
}

/// Which of the three is nearest to left + above - corner; of several, the first. Comparing `edge`
/// with two of them says the same as three distances do, in fewer steps (for each of the 2^24
/// triples: it was tried).
Lanes paeth(Lanes left, Lanes above, Lanes corner) {
  const Lanes edge = (corner + corner + corner - above) - left;
  const Lanes low = left < above ? left : above, high = left < above ? above : left;
  return edge <= low ? high : high <= edge ? low : corner;
}

template <int Step>
void undo_sub(const std::uint8_t* stored, std::uint8_t* out, std::size_t size) {
  Lanes left{};
  for (std::size_t i = 0; i < size; i += Step) {
    left = add(load(stored + i), left);
    store<Step>(left, out + i);
  }
}

void undo_up(const std::uint8_t* stored, const std::uint8_t* above, std::uint8_t* out,
             std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(stored[i] + above[i]);
}

template <int Step>
void undo_average(const std::uint8_t* stored, const std::uint8_t* above, std::uint8_t* out,
                  std::size_t size) {
  Lanes left{};
  for (std::size_t i = 0; i < size; i += Step) {
    left = add(load(stored + i), (left + load(above + i)) >> 1);
    store<Step>(left, out + i);
  }
}

template <int Step>
void undo_paeth(const std::uint8_t* stored, const std::uint8_t* above, std::uint8_t* out,
                std::size_t size) {
  Lanes left{}, corner{};
  for (std::size_t i = 0; i < size; i += Step) {
    const Lanes up = load(above + i);
    left = add(load(stored + i), paeth(left, up, corner));
    corner = up;
    store<Step>(left, out + i);
  }
}

}  // namespace

template <int Step>
bool undo_png_filter(int type, const std::uint8_t* stored, const std::uint8_t* above,
                     std::uint8_t* out, std::size_t size) {
  switch (type) {
    case 0: std::memcpy(out, stored, size); return true;
    case 1: undo_sub<Step>(stored, out, size); return true;
    case 2: undo_up(stored, above, out, size); return true;
    case 3: undo_average<Step>(stored, above, out, size); return true;
    case 4: undo_paeth<Step>(stored, above, out, size); return true;
    default: return false;
  }
}

template bool undo_png_filter<1>(int, const std::uint8_t*, const std::uint8_t*, std::uint8_t*,
                                 std::size_t);
template bool undo_png_filter<3>(int, const std::uint8_t*, const std::uint8_t*, std::uint8_t*,
                                 std::size_t);
template bool undo_png_filter<4>(int, const std::uint8_t*, const std::uint8_t*, std::uint8_t*,
                                 std::size_t);

}  // namespace accel
