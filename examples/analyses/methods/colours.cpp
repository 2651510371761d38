// SPDX-License-Identifier: Apache-2.0
// colours: each picture in its five dominant colours, and the largest of them with its share.
//
// k-means, by Lloyd's algorithm ("Least Squares Quantization in PCM", 1957, published 1982): each
// pixel belongs to the nearest of five colours; then each colour becomes the mean of its pixels.
// The first colours are pixels spread evenly from the darkest to the brightest, not random ones, so
// that the same picture always gives the same colours.
#include <accel/method.h>
#include <accel/pixels.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace {

constexpr std::size_t kColours = 5;
constexpr int kRounds = 12;

using Colour = std::array<float, 3>;

struct Palette {
  std::array<Colour, kColours> colours{};
  std::array<std::size_t, kColours> pixels{};  ///< how many belong to each

  std::size_t nearest(const Colour& colour) const {
    const auto distance = [&](const Colour& other) {
      float sum = 0;
      for (std::size_t i = 0; i < 3; ++i) sum += (colour[i] - other[i]) * (colour[i] - other[i]);
      return sum;
    };
    const auto least = std::ranges::min_element(colours, {}, distance);
    return static_cast<std::size_t>(least - colours.begin());
  }
  std::size_t largest() const {
    return static_cast<std::size_t>(std::ranges::max_element(pixels) - pixels.begin());
  }
};

std::vector<Colour> colours_of(const accel::Pixels& pixels) {
  std::vector<Colour> all;
  const auto samples = pixels.samples();
  for (std::size_t i = 0; i < samples.size(); i += 3) {
    all.push_back({static_cast<float>(samples[i]), static_cast<float>(samples[i + 1]),
                   static_cast<float>(samples[i + 2])});
  }
  return all;
}

Palette first_palette(std::vector<Colour> all) {
  std::ranges::sort(all, {}, [](const Colour& c) { return c[0] + c[1] + c[2]; });
  Palette palette;
  for (std::size_t k = 0; k < kColours; ++k) {
    palette.colours[k] = all[(2 * k + 1) * all.size() / (2 * kColours)];
  }
  return palette;
}

Palette palette_of(const accel::Pixels& pixels) {
  const std::vector<Colour> all = colours_of(pixels);
  Palette palette = first_palette(all);
  for (int round = 0; round < kRounds; ++round) {
    std::array<Colour, kColours> sums{};
    palette.pixels = {};
    for (const Colour& colour : all) {
      const std::size_t k = palette.nearest(colour);
      ++palette.pixels[k];
      for (std::size_t i = 0; i < 3; ++i) sums[k][i] += colour[i];
    }
    for (std::size_t k = 0; k < kColours; ++k) {
      if (palette.pixels[k] == 0) continue;  // keeps its colour
      for (std::size_t i = 0; i < 3; ++i) {
        palette.colours[k][i] = sums[k][i] / static_cast<float>(palette.pixels[k]);
      }
    }
  }
  return palette;
}

}  // namespace

struct Colours : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("colours"), accel::text("main_colour"),
                                accel::float64("main_share"));

  static accel::Pixels painted(const accel::Pixels& pixels, const Palette& palette) {
    accel::Pixels made(pixels.size(), 3);
    const auto from = pixels.samples();
    const auto to = made.samples();
    for (std::size_t i = 0; i < from.size(); i += 3) {
      const Colour colour{static_cast<float>(from[i]), static_cast<float>(from[i + 1]),
                          static_cast<float>(from[i + 2])};
      const Colour& nearest = palette.colours[palette.nearest(colour)];
      for (std::size_t band = 0; band < 3; ++band) {
        to[i + band] = static_cast<std::uint8_t>(nearest[band] + 0.5F);
      }
    }
    return made;
  }

  /// "#7f9abc".
  static std::string words(const Colour& colour) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(colour[0] + 0.5F),
                  static_cast<unsigned>(colour[1] + 0.5F), static_cast<unsigned>(colour[2] + 0.5F));
    return text;
  }

  static std::tuple<accel::Buffer, std::string, double> row_of(accel::Bytes image) {
    const accel::Image picture(image);
    const accel::Pixels small = picture.thumbnail({100, 100}).pixels();
    const Palette palette = palette_of(small);
    const std::size_t k = palette.largest();
    const double share =
        static_cast<double>(palette.pixels[k]) / (double{1} * small.width() * small.height());
    const accel::Pixels made = painted(picture.thumbnail({400, 400}).pixels(), palette);
    return {accel::encode(made, accel::Format::png), words(palette.colours[k]), share};
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), row_of); }
};
ACCEL_METHOD(Colours)
