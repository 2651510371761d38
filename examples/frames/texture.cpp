// SPDX-License-Identifier: Apache-2.0
#include "texture.h"

#include <algorithm>

namespace {

/// A number from 0 to 1 for each point of the lattice; integers only, so equal everywhere.
float lattice(unsigned seed, unsigned x, unsigned y) {
  unsigned h = seed * 0x9E3779B1u ^ x * 0x85EBCA77u ^ y * 0xC2B2AE3Du;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return static_cast<float>((h ^ (h >> 15)) >> 8) / 16777216.0f;
}

float eased(int step, int period) {
  const float t = static_cast<float>(step) / static_cast<float>(period);
  return t * t * (3.0f - 2.0f * t);
}

}  // namespace

Texture::Texture(unsigned seed) : noise_(static_cast<std::size_t>(kWidth) * kHeight, 0.0f) {
  float weight = 0.5f;
  for (int period = 1024; period >= 2; period /= 2) {
    add_octave(seed + static_cast<unsigned>(period), period, weight);
    weight *= 0.52f;
  }
  for (float& value : noise_) value = std::clamp(0.5f + value * 1.3f, 0.0f, 1.0f);
}

void Texture::add_octave(unsigned seed, int period, float weight) {
  const int columns = kWidth / period;
  std::vector<float> ease(static_cast<std::size_t>(period));
  for (int i = 0; i < period; ++i) ease[static_cast<std::size_t>(i)] = eased(i, period);
  std::vector<float> line(static_cast<std::size_t>(columns) + 1);
  for (int y = 0; y < kHeight; ++y) {
    const auto above = static_cast<unsigned>(y / period);
    const auto below = static_cast<unsigned>((y / period + 1) % (kHeight / period));
    const float down = ease[static_cast<std::size_t>(y % period)];
    for (int c = 0; c <= columns; ++c) {
      const auto x = static_cast<unsigned>(c % columns);
      const float top = lattice(seed, x, above);
      const float value = top + (lattice(seed, x, below) - top) * down;
      line[static_cast<std::size_t>(c)] = (value - 0.5f) * weight;
    }
    float* out = &noise_[static_cast<std::size_t>(y) * kWidth];
    for (std::size_t c = 0; c + 1 < line.size(); ++c) {
      for (const float along : ease) *out++ += line[c] + (line[c + 1] - line[c]) * along;
    }
  }
}
