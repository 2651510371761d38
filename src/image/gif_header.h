// SPDX-License-Identifier: Apache-2.0
// Where on its screen the first frame of a GIF is. (The size of the screen is `gif_size` of
// header.h.) The bytes may be hostile.
#pragma once

#include <accel/types.h>

#include <optional>

namespace accel {

struct GifFrame {
  int left = 0, top = 0;
  Size size;
};

/// The first frame; nothing where the bytes end before its header does.
std::optional<GifFrame> find_gif_frame(Bytes gif);

}  // namespace accel
