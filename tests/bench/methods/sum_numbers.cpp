// SPDX-License-Identifier: Apache-2.0
// sum_numbers: sums an int64 column, and the same numbers in an array, in turns; the result has the
// seconds of each. Both are warm: the first sum of each is not counted.
#include <accel/error.h>
#include <accel/method.h>

#include <algorithm>
#include <chrono>

struct Times {
  std::vector<double> dataset;
  std::vector<double> array;
};
ACCEL_FIELDS(Times, dataset, array)

struct SumNumbers : accel::Method {
  int round = option("round", 0, "tells one measurement from the next");
  accel::Dataset source = dataset("source");

  std::int64_t sum_of_dataset(int slice) const {
    std::int64_t sum = 0;
    for (std::span<const std::int64_t> numbers : source.spans(slice, accel::int64("number"))) {
      for (std::int64_t number : numbers) sum += number;
    }
    return sum;
  }

  static std::int64_t sum_of_array(const std::vector<std::int64_t>& numbers) {
    std::int64_t sum = 0;
    for (std::int64_t number : numbers) sum += number;
    return sum;
  }

  template <class Sum>
  static double seconds_of(std::int64_t expected, const Sum& sum) {
    const auto start = std::chrono::steady_clock::now();
    const std::int64_t got = sum();
    const auto end = std::chrono::steady_clock::now();
    if (got != expected) throw accel::Error("the sum is wrong");
    return std::chrono::duration<double>(end - start).count();
  }

  Times analysis(int slice) {
    std::vector<std::int64_t> numbers;
    for (std::int64_t number : source.rows(slice, accel::int64("number"))) {
      numbers.push_back(number);
    }
    const std::int64_t expected = sum_of_array(numbers);
    Times times;
    for (int i = 0; i < 5; ++i) {
      times.dataset.push_back(seconds_of(expected, [&] { return sum_of_dataset(slice); }));
      times.array.push_back(seconds_of(expected, [&] { return sum_of_array(numbers); }));
    }
    return times;
  }

  Times synthesis(const std::vector<Times>& slices) { return slices.at(0); }
};
ACCEL_METHOD(SumNumbers)
