// SPDX-License-Identifier: Apache-2.0
// image_stats: statistics of the pixels of each picture, fitted inside `box`, as new columns. The
// lists have a number for red, green and blue. <accel/pixel_statistics.h> says what they are.
#include <accel/method.h>
#include <accel/pixel_statistics.h>

#include <array>

struct ImageStats : accel::CagedMethod {
  accel::Size box = option("box", accel::Size{1024, 1024}, "box to fit the picture inside");
  accel::Dataset source = dataset("source");
  accel::Writer out =
      append_to(source, accel::list<float>("mean", 3), accel::list<float>("deviation", 3),
                accel::list<float>("min", 3), accel::list<float>("max", 3),
                accel::float64("sharpness"), accel::float64("clipped"));

  using ThreeBands = std::array<float, 3>;
  using Row = std::tuple<ThreeBands, ThreeBands, ThreeBands, ThreeBands, double, double>;

  Row row_of(accel::Bytes image) const {
    const accel::Pixels pixels = accel::Image(image).thumbnail(box).pixels();
    const accel::PixelStatistics statistics = accel::pixel_statistics(pixels);
    ThreeBands mean, deviation, min, max;
    for (std::size_t i = 0; i < 3; ++i) {
      const accel::BandStatistics& band = statistics.bands[i];
      mean[i] = static_cast<float>(band.mean);
      deviation[i] = static_cast<float>(band.deviation);
      min[i] = static_cast<float>(band.min);
      max[i] = static_cast<float>(band.max);
    }
    return {mean, deviation, min, max, accel::sharpness(pixels), statistics.clipped};
  }

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")),
            [&](accel::Bytes image) { return row_of(image); });
  }
};
ACCEL_METHOD(ImageStats)
