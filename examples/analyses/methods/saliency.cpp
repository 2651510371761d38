// SPDX-License-Identifier: Apache-2.0
// saliency: a heat map of where each picture draws the eye, and the centre of that.
//
// An area stands out if it has more detail than its surroundings. This is the idea of "center
// minus surround" in Itti, Koch and Niebur, "A Model of Saliency-Based Visual Attention for Rapid
// Scene Analysis" (1998), for one feature only: the gradient of the brightness. Its mean in a small
// square minus that in a large square around it is the saliency, where that is above 0.
#include <accel/method.h>
#include <accel/pixels.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

accel::FloatPixels gradient(const accel::Pixels& grey) {
  accel::FloatPixels made(grey.size(), 1);
  for (int y = 1; y < grey.height(); ++y) {
    for (int x = 1; x < grey.width(); ++x) {
      const int here = grey.at(x, y);
      made.at(x, y) = static_cast<float>(std::abs(here - grey.at(x - 1, y)) +
                                         std::abs(here - grey.at(x, y - 1)));
    }
  }
  return made;
}

/// The sums of all samples above and to the left, with which the sum of any rectangle takes four
/// look-ups (Crow, "Summed-Area Tables for Texture Mapping", 1984).
class Sums {
 public:
  explicit Sums(const accel::FloatPixels& of)
      : width_(of.width()), height_(of.height()), sums_(at(width_, height_) + 1) {
    for (int y = 0; y < height_; ++y) {
      double row = 0;
      for (int x = 0; x < width_; ++x) {
        row += of.at(x, y);
        sums_[at(x + 1, y + 1)] = sums_[at(x + 1, y)] + row;
      }
    }
  }

  /// The mean in a square with 2 * radius + 1 pixels on a side, as far as it is in the picture.
  double mean(int x, int y, int radius) const {
    const int left = std::max(0, x - radius), right = std::min(width_, x + radius + 1);
    const int top = std::max(0, y - radius), bottom = std::min(height_, y + radius + 1);
    const double sum = sums_[at(right, bottom)] - sums_[at(left, bottom)] - sums_[at(right, top)] +
                       sums_[at(left, top)];
    return sum / (double{1} * (right - left) * (bottom - top));
  }

 private:
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_ + 1) +
           static_cast<std::size_t>(x);
  }
  int width_, height_;
  std::vector<double> sums_;
};

}  // namespace

struct Saliency : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out =
      append_to(source, accel::bytes("saliency"), accel::list<float>("salient_at", 2));

  static accel::FloatPixels saliency(const accel::Pixels& grey) {
    const Sums sums(gradient(grey));
    const int side = std::max(grey.width(), grey.height());
    accel::FloatPixels made(grey.size(), 1);
    for (int y = 0; y < grey.height(); ++y) {
      for (int x = 0; x < grey.width(); ++x) {
        const double more = sums.mean(x, y, side / 40) - sums.mean(x, y, side / 5);
        made.at(x, y) = static_cast<float>(std::max(0.0, more));
      }
    }
    return made;
  }

  /// The picture in dark grey, and over it the saliency, from red to yellow.
  static accel::Pixels heat_map(const accel::Pixels& grey, const accel::FloatPixels& saliency) {
    const float most = std::max(1e-6F, *std::ranges::max_element(saliency.samples()));
    accel::Pixels made(grey.size(), 3);
    for (int y = 0; y < grey.height(); ++y) {
      for (int x = 0; x < grey.width(); ++x) {
        const float heat = std::sqrt(saliency.at(x, y) / most);
        const float dark = 0.45F * static_cast<float>(grey.at(x, y)) * (1 - heat);
        const float red = dark + 255 * heat;
        const float green = dark + 255 * heat * std::max(0.0F, 2 * heat - 1);
        made.at(x, y, 0) = static_cast<std::uint8_t>(std::min(255.0F, red));
        made.at(x, y, 1) = static_cast<std::uint8_t>(std::min(255.0F, green));
        made.at(x, y, 2) = static_cast<std::uint8_t>(dark);
      }
    }
    return made;
  }

  /// Across and down, from 0 to 1; the middle if nothing stands out.
  static std::array<float, 2> centre(const accel::FloatPixels& saliency) {
    double sum = 0, across = 0, down = 0;
    for (int y = 0; y < saliency.height(); ++y) {
      for (int x = 0; x < saliency.width(); ++x) {
        const double weight = saliency.at(x, y);
        sum += weight;
        across += weight * (x + 0.5) / saliency.width();
        down += weight * (y + 0.5) / saliency.height();
      }
    }
    if (sum == 0) return {0.5F, 0.5F};
    return {static_cast<float>(across / sum), static_cast<float>(down / sum)};
  }

  static std::pair<accel::Buffer, std::array<float, 2>> row_of(accel::Bytes image) {
    const auto grey = accel::Image(image).thumbnail({400, 400}).pixels(accel::Colours::grey);
    const auto found = saliency(grey);
    return {accel::encode(heat_map(grey, found), accel::Format::jpeg), centre(found)};
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), row_of); }
};
ACCEL_METHOD(Saliency)
