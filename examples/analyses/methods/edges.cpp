// SPDX-License-Identifier: Apache-2.0
// edges: a picture of the edges in each picture, and how strong they are on average.
//
// The gradient of the brightness by the operator of Sobel and Feldman (1968): in the eight pixels
// around a pixel, the difference between right and left, and between below and above. The nearer
// ones count twice. Its length is 0 in an even area. The picture shows it as brightness, doubled.
#include <accel/method.h>
#include <accel/pixels.h>

#include <cmath>

struct Edges : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("edges"), accel::float64("edge_strength"));

  static float gradient(const accel::Pixels& grey, int x, int y) {
    const std::span<const std::uint8_t> above = grey.row(y - 1), here = grey.row(y),
                                        below = grey.row(y + 1);
    const auto i = static_cast<std::size_t>(x);
    const int across = above[i + 1] + 2 * here[i + 1] + below[i + 1] -
                       (above[i - 1] + 2 * here[i - 1] + below[i - 1]);
    const int down =
        below[i - 1] + 2 * below[i] + below[i + 1] - (above[i - 1] + 2 * above[i] + above[i + 1]);
    return std::hypot(static_cast<float>(across), static_cast<float>(down)) / 4;
  }

  static std::pair<accel::Buffer, double> edges(accel::Bytes image) {
    const auto grey = accel::Image(image).thumbnail({400, 400}).pixels(accel::Colours::grey);
    accel::Pixels made(grey.size(), 1);
    double sum = 0;
    for (int y = 1; y + 1 < grey.height(); ++y) {
      for (int x = 1; x + 1 < grey.width(); ++x) {
        const float length = gradient(grey, x, y);
        made.at(x, y) = static_cast<std::uint8_t>(std::min(255.0F, 2 * length));
        sum += length;
      }
    }
    const double pixels = double{1} * grey.width() * grey.height();
    return {accel::encode(made, accel::Format::png), sum / pixels};
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), edges); }
};
ACCEL_METHOD(Edges)
