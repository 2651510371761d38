// SPDX-License-Identifier: Apache-2.0
#include "image/lanczos_border.h"

#include "image/plane_scaler.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace accel {
namespace {

constexpr double kLobes = 3;

double sinc(double x) {
  if (x == 0) return 1;
  return std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

double lanczos(double x) { return std::abs(x) < kLobes ? sinc(x) * sinc(x / kLobes) : 0; }

/// Which samples of a side of `from` make one of `to` samples, and how much of each.
class Filter {
 public:
  Filter(int from, int to, const Span& shown)
      : from_(from),
        step_(shown.length / to),
        start_(shown.start),
        stretch_(std::max(step_, 1.0)) {}

  /// Whether it reaches over a border for sample `i`.
  bool is_cut(int i) const { return centre(i) - reach() < 0 || centre(i) + reach() > from_; }

  struct Taps {
    int first = 0;
    std::vector<float> weights;
  };
  /// Sample k is at k + 1/2. Where it is all beyond a border, the sample that is nearest counts.
  Taps taps(int i) const {
    const int first = std::clamp(static_cast<int>(std::floor(centre(i) - reach())), 0, from_ - 1);
    const int end = std::clamp(static_cast<int>(std::ceil(centre(i) + reach())), first + 1, from_);
    Taps taps{first, {}};
    double sum = 0;
    for (int k = first; k < end; ++k) {
      const double weight = lanczos((k + 0.5 - centre(i)) / stretch_);
      taps.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    if (std::abs(sum) < 0.1) return {centre(i) < 0 ? 0 : from_ - 1, {1}};
    for (float& weight : taps.weights) weight /= static_cast<float>(sum);
    return taps;
  }

 private:
  double centre(int i) const { return start_ + (i + 0.5) * step_; }
  double reach() const { return kLobes * stretch_; }

  int from_;
  double step_, start_, stretch_;
};

/// Calls `scale(i)` for the samples at both ends of a side of `size` where the filter is cut.
template <class Scale>
void at_both_ends(const Filter& filter, int size, Scale scale) {
  int i = 0;
  for (; i < size && filter.is_cut(i); ++i) scale(i);
  for (int last = size - 1; last > i && filter.is_cut(last); --last) scale(last);
}

std::uint8_t to_sample(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
}

}  // namespace

void scale_borders_across(const Plane& in, const Span& shown, Plane& out) {
  const Filter filter(in.size().width, out.size().width, shown);
  at_both_ends(filter, out.size().width, [&](int x) {
    const Filter::Taps taps = filter.taps(x);
    for (int y = 0; y < out.size().height; ++y) {
      const std::uint8_t* from = in.row(y) + taps.first;
      float sum = 0;
      for (const float weight : taps.weights) sum += weight * *from++;
      out.row(y)[x] = to_sample(sum);
    }
  });
}

void scale_borders_down(const Plane& in, const Span& shown, Plane& out) {
  const Filter filter(in.size().height, out.size().height, shown);
  std::vector<float> sums(static_cast<std::size_t>(out.size().width));
  at_both_ends(filter, out.size().height, [&](int y) {
    const Filter::Taps taps = filter.taps(y);
    std::fill(sums.begin(), sums.end(), 0.0f);
    int from = taps.first;
    for (const float weight : taps.weights) {
      const std::uint8_t* row = in.row(from++);
      for (std::size_t x = 0; x < sums.size(); ++x) sums[x] += weight * row[x];
    }
    std::transform(sums.begin(), sums.end(), out.row(y), to_sample);
  });
}

}  // namespace accel
