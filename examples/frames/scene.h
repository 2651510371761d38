// SPDX-License-Identifier: Apache-2.0
// The picture on the sample frames: sky with drifting clouds, hills, grass, balloons, and the
// frame's number. The camera pans, so that consecutive frames look like video, and every four
// frames there is a cut to another place and time of day.
#pragma once

#include "texture.h"

#include <cstdint>
#include <vector>

constexpr int kFrameWidth = 3840;
constexpr int kFrameHeight = 2160;

/// Frame `number`: kFrameHeight rows of kFrameWidth pixels of red, green, blue, top row first.
/// Depends on its arguments only.
std::vector<std::uint8_t> draw_frame(const Texture& texture, int number);
