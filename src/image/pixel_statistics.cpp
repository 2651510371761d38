// SPDX-License-Identifier: Apache-2.0
#include <accel/pixel_statistics.h>

#include "image/bitmap.h"

#include <accel/error.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace accel {
namespace {

/// Sums over the samples of a picture of `Bands` bands, 16 pixels at a time, each sample of these
/// apart, so that compilers add them with SIMD.
template <int Bands>
class SampleSums {
 public:
  void add_row(const std::uint8_t* samples, int width) {
    std::array<std::uint32_t, kBlock> sums{},
        squares{};  // of a row: no overflow up to 65,536 blocks
    int x = 0;
    for (; x + kPixels <= width; x += kPixels, samples += kBlock) {
      add_block(samples, sums, squares);
    }
    for (std::size_t i = 0; i < kBlock; ++i) {
      sums_[i % Bands] += sums[i];
      squares_[i % Bands] += squares[i];
    }
    for (; x < width; ++x, samples += Bands) add_pixel(samples);
  }

  PixelStatistics statistics(Size size) const {
    const double pixels = 1.0 * size.width * size.height;
    PixelStatistics made;
    for (std::size_t band = 0; band < Bands; ++band) {
      const double mean = static_cast<double>(sums_[band]) / pixels;
      const double variance = static_cast<double>(squares_[band]) / pixels - mean * mean;
      BandStatistics of_band{mean, std::sqrt(std::max(0.0, variance)), 255, 0};
      for (std::size_t i = band; i < kBlock; i += Bands) {
        of_band.min = std::min(of_band.min, int{least_[i]});
        of_band.max = std::max(of_band.max, int{most_[i]});
      }
      made.bands.push_back(of_band);
    }
    made.clipped = static_cast<double>(clipped_) / pixels;
    return made;
  }

 private:
  static constexpr int kPixels = 16;
  static constexpr std::size_t kBlock = std::size_t{kPixels} * Bands;

  void add_block(const std::uint8_t* samples, std::array<std::uint32_t, kBlock>& sums,
                 std::array<std::uint32_t, kBlock>& squares) {
    std::array<std::uint8_t, kBlock> is_extreme;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const std::uint8_t value = samples[i];
      sums[i] += value;
      squares[i] += std::uint32_t{value} * value;
      least_[i] = std::min(least_[i], value);
      most_[i] = std::max(most_[i], value);
      is_extreme[i] = static_cast<std::uint8_t>(static_cast<std::uint8_t>(value + 1) <= 1);
    }
    for (std::size_t i = 0; i < kBlock; i += Bands) {
      unsigned any = 0;
      for (std::size_t band = 0; band < Bands; ++band) any |= is_extreme[i + band];
      clipped_ += any;
    }
  }

  void add_pixel(const std::uint8_t* pixel) {
    bool is_clipped = false;
    for (std::size_t band = 0; band < Bands; ++band) {
      const std::uint8_t value = pixel[band];
      sums_[band] += value;
      squares_[band] += std::uint64_t{value} * value;
      least_[band] = std::min(least_[band], value);
      most_[band] = std::max(most_[band], value);
      is_clipped = is_clipped || value == 0 || value == 255;
    }
    clipped_ += is_clipped ? 1 : 0;
  }

  static constexpr std::array<std::uint8_t, kBlock> all_of(std::uint8_t value) {
    std::array<std::uint8_t, kBlock> made{};
    made.fill(value);
    return made;
  }

  std::array<std::uint64_t, Bands> sums_{}, squares_{};
  std::array<std::uint8_t, kBlock> least_ = all_of(255), most_ = all_of(0);
  std::uint64_t clipped_ = 0;
};

template <int Bands>
PixelStatistics statistics_of(const Pixels& pixels) {
  SampleSums<Bands> sums;
  for (int y = 0; y < pixels.height(); ++y) sums.add_row(pixels.row(y).data(), pixels.width());
  return sums.statistics(pixels.size());
}

/// Row by row, each with a sample more at both ends: the mirror image of what lies inside.
class LumaRows {
 public:
  explicit LumaRows(const Pixels& pixels)
      : pixels_(pixels), width_(static_cast<std::size_t>(pixels.width())) {
    for (auto& row : rows_) row.resize(width_ + 2);
  }

  /// The first sample of row `y`, which may be one above or below the picture. Valid for three
  /// calls.
  const std::int16_t* row(int y) {
    std::vector<std::int16_t>& row = rows_[next_++ % rows_.size()];
    fill(pixels_.row(inside(y, pixels_.height())).data(), row.data() + 1);
    row.front() = row[1 + static_cast<std::size_t>(inside(-1, pixels_.width()))];
    row.back() = row[1 + static_cast<std::size_t>(inside(pixels_.width(), pixels_.width()))];
    return row.data() + 1;
  }

 private:
  /// Where the mirror shows what is at `at`, which is one outside of a side at most.
  static int inside(int at, int side) {
    if (side == 1) return 0;
    return at < 0 ? 1 : at == side ? side - 2 : at;
  }

  void fill(const std::uint8_t* from, std::int16_t* out) const {
    const int bands = pixels_.bands();
    if (bands >= 3) {
      for (std::size_t x = 0; x < width_; ++x, from += bands)
        out[x] = luma(from[0], from[1], from[2]);
    } else {
      for (std::size_t x = 0; x < width_; ++x, from += bands) out[x] = from[0];
    }
  }

  const Pixels& pixels_;
  std::size_t width_;
  std::array<std::vector<std::int16_t>, 3> rows_;
  std::size_t next_ = 0;
};

void require_pixels(const Pixels& pixels) {
  if (pixels.empty()) throw Error("an empty picture has no statistics");
}

}  // namespace

PixelStatistics pixel_statistics(const Pixels& pixels) {
  require_pixels(pixels);
  switch (pixels.bands()) {
    case 1: return statistics_of<1>(pixels);
    case 2: return statistics_of<2>(pixels);
    case 3: return statistics_of<3>(pixels);
    default: return statistics_of<4>(pixels);
  }
}

double sharpness(const Pixels& pixels) {
  require_pixels(pixels);
  LumaRows rows(pixels);
  const auto width = static_cast<std::size_t>(pixels.width());
  double sum = 0, squares = 0;
  const std::int16_t *above = rows.row(-1), *row = rows.row(0);
  for (int y = 0; y < pixels.height(); ++y) {
    const std::int16_t* below = rows.row(y + 1);
    std::int32_t row_sum = 0;
    std::int64_t row_squares = 0;
    for (std::size_t x = 0; x < width; ++x) {
      const std::int32_t value = above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x];
      row_sum += value;
      row_squares += value * value;
    }
    sum += row_sum;
    squares += static_cast<double>(row_squares);
    above = row;
    row = below;
  }
  const double count = 1.0 * pixels.width() * pixels.height();
  return std::max(0.0, squares / count - (sum / count) * (sum / count));
}

}  // namespace accel
