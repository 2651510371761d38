// SPDX-License-Identifier: Apache-2.0
// Fractal noise that repeats without a seam, computed once and then looked up: what the sample
// frames' clouds, slopes and grass are made of.
#pragma once

#include <cstddef>
#include <vector>

/// See above. A `seed` gives the same noise on every machine.
class Texture {
 public:
  static constexpr int kWidth = 4096;
  static constexpr int kHeight = 2048;

  explicit Texture(unsigned seed);

  /// Smooth from 0 to 1, mostly near 0.5; any coordinates.
  float at(int x, int y) const { return row(y)[x & (kWidth - 1)]; }
  /// How much lighter or darker a rough surface is there, lit from the upper left: -1 to 1, mostly
  /// near 0.
  float relief(int x, int y) const { return (at(x, y) - at(x - 4, y - 4)) * 8.0f; }

 private:
  const float* row(int y) const {
    return &noise_[static_cast<std::size_t>(y & (kHeight - 1)) * kWidth];
  }
  void add_octave(unsigned seed, int period, float weight);

  std::vector<float> noise_;
};
