// SPDX-License-Identifier: Apache-2.0
// Where on its screen the first frame of a GIF is, and whether its pixels are there. (The size of
// the screen is `gif_size` of header.h.) The bytes may be hostile.
#pragma once

#include <accel/types.h>

#include <optional>

namespace accel {

struct GifFrame {
  int left = 0, top = 0;
  Size size;
  std::size_t data = 0;  ///< the offset of its compressed pixels
};

/// The first frame; nothing where the bytes end before its header does.
std::optional<GifFrame> find_gif_frame(Bytes gif);

/// Throws Error if the first frame has fewer pixels than its header says: decoders make the rest
/// black. Does nothing if there is no frame.
void check_gif_pixels(Bytes gif);

}  // namespace accel
