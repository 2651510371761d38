// SPDX-License-Identifier: Apache-2.0
// Numbers that describe pixels, against plain loops.
#include <accel/error.h>
#include <accel/pixel_statistics.h>

#include <gtest/gtest.h>

#include <cmath>

namespace accel {
namespace {

/// Samples without a pattern.
Pixels random_pixels(Size size, int bands) {
  Pixels pixels(size, bands);
  std::uint32_t state = 12345;
  for (std::uint8_t& sample : pixels.samples()) {
    state = state * 1664525 + 1013904223;
    sample = static_cast<std::uint8_t>(state >> 24);
  }
  return pixels;
}

TEST(PixelStatistics, AreThoseOfAPlainLoop) {
  for (int bands = 1; bands <= 4; ++bands) {
    const Pixels pixels = random_pixels({75, 9}, bands).crop({1, 1, 71, 7});
    const PixelStatistics found = pixel_statistics(pixels);
    ASSERT_EQ(found.bands.size(), static_cast<std::size_t>(bands));
    int clipped = 0;
    std::vector<double> sums(4), squares(4);
    std::vector<int> least(4, 255), most(4, 0);
    for (int y = 0; y < pixels.height(); ++y) {
      for (int x = 0; x < pixels.width(); ++x) {
        bool is_clipped = false;
        for (std::size_t band = 0; band < found.bands.size(); ++band) {
          const int value = pixels.at(x, y, static_cast<int>(band));
          sums[band] += value;
          squares[band] += value * value;
          least[band] = std::min(least[band], value);
          most[band] = std::max(most[band], value);
          is_clipped = is_clipped || value == 0 || value == 255;
        }
        clipped += is_clipped ? 1 : 0;
      }
    }
    const double count = pixels.width() * pixels.height();
    for (std::size_t band = 0; band < found.bands.size(); ++band) {
      const double mean = sums[band] / count;
      EXPECT_NEAR(found.bands[band].mean, mean, 1e-9);
      EXPECT_NEAR(found.bands[band].deviation, std::sqrt(squares[band] / count - mean * mean),
                  1e-9);
      EXPECT_EQ(found.bands[band].min, least[band]);
      EXPECT_EQ(found.bands[band].max, most[band]);
    }
    EXPECT_NEAR(found.clipped, clipped / count, 1e-12);
  }
  EXPECT_THROW(pixel_statistics(Pixels()), Error);
}

TEST(Sharpness, IsTheVarianceOfTheLaplacian) {
  for (const Size size : {Size{17, 11}, Size{1, 6}, Size{6, 1}, Size{1, 1}, Size{2, 2}}) {
    const Pixels grey = random_pixels(size, 1);
    const auto at = [&](int x, int y) {
      const auto mirrored = [](int i, int side) {
        return side == 1 ? 0 : i < 0 ? -i : i >= side ? 2 * side - 2 - i : i;
      };
      return int{grey.at(mirrored(x, size.width), mirrored(y, size.height))};
    };
    double sum = 0, squares = 0;
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const int value = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
        sum += value;
        squares += value * value;
      }
    }
    const double count = size.width * size.height;
    EXPECT_NEAR(sharpness(grey), squares / count - (sum / count) * (sum / count), 1e-6);
  }
  const Pixels rgb = random_pixels({20, 20}, 3);
  Pixels luma({20, 20}, 1);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) {
      const double value =
          0.299 * rgb.at(x, y, 0) + 0.587 * rgb.at(x, y, 1) + 0.114 * rgb.at(x, y, 2);
      luma.at(x, y) = static_cast<std::uint8_t>(std::lround(value));
    }
  }
  EXPECT_NEAR(sharpness(rgb), sharpness(luma), 0.001 * sharpness(luma));
  EXPECT_THROW(sharpness(Pixels()), Error);
}

}  // namespace
}  // namespace accel
