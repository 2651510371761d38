// SPDX-License-Identifier: Apache-2.0
// sum_tensors: sums a column of tensors batch by batch, and the same numbers in one array, in
// turns; the result has the seconds of each. Both are warm: they were read before.
#include <accel/error.h>
#include <accel/method.h>

#include <array>
#include <chrono>

struct Times {
  std::vector<double> dataset;
  std::vector<double> array;
};
ACCEL_FIELDS(Times, dataset, array)

struct SumTensors : accel::Method {
  int round = option("round", 0, "tells one measurement from the next");
  accel::Dataset source = dataset("source");

  auto batches(int slice) const {
    return source.spans(slice, accel::tensor<float>("picture", {3, 224, 224}));
  }

  /// In sixteen sums, which the compiler adds to at a time: as fast as memory.
  static double sum_of(std::span<const float> numbers) {
    std::array<float, 16> sums{};
    for (std::size_t i = 0; i + 16 <= numbers.size(); i += 16) {
      for (std::size_t j = 0; j < 16; ++j) sums[j] += numbers[i + j];
    }
    double sum = 0;
    for (const float one : sums) sum += static_cast<double>(one);
    return sum;
  }

  template <class Sum>
  static double seconds_of(double expected, const Sum& sum) {
    const auto start = std::chrono::steady_clock::now();
    const double got = sum();
    const auto end = std::chrono::steady_clock::now();
    if (got < 0.99 * expected || got > 1.01 * expected) throw accel::Error("the sum is wrong");
    return std::chrono::duration<double>(end - start).count();
  }

  double sum_of_dataset(int slice) const {
    double sum = 0;
    for (std::span<const float> numbers : batches(slice)) sum += sum_of(numbers);
    return sum;
  }

  Times analysis(int slice) {
    std::vector<float> array;
    for (std::span<const float> numbers : batches(slice)) {
      array.insert(array.end(), numbers.begin(), numbers.end());
    }
    const double expected = sum_of_dataset(slice);
    Times times;
    for (int i = 0; i < 5; ++i) {
      times.dataset.push_back(seconds_of(expected, [&] { return sum_of_dataset(slice); }));
      times.array.push_back(seconds_of(expected, [&] { return sum_of(array); }));
    }
    return times;
  }

  Times synthesis(const std::vector<Times>& slices) { return slices.at(0); }
};
ACCEL_METHOD(SumTensors)
