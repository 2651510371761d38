// SPDX-License-Identifier: Apache-2.0
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <numeric>

namespace accel {
namespace {

using testing::Sandbox;

/// 0, 1, 2 ... in two slices, several batches each.
Dataset many_numbers(Sandbox& sandbox, std::int64_t rows) {
  auto maker = sandbox.dataset(int64("n"));
  for (std::int64_t n = 0; n < rows; ++n) {
    if (n == rows / 3) maker.slice(1);
    maker.row(n);
  }
  return maker.make();
}

TEST(Spans, OfASliceHoldItsRowsInOrderAcrossManyBatches) {
  constexpr std::int64_t kRows = 600'000;
  Sandbox sandbox;
  const Dataset dataset = many_numbers(sandbox, kRows);
  std::int64_t expected = kRows / 3;
  int batches = 0;
  auto spans = dataset.spans(1, int64("n"));
  for (std::span<const std::int64_t> values : spans) {
    EXPECT_EQ(spans.row(), expected - kRows / 3);
    for (const std::int64_t value : values) ASSERT_EQ(value, expected++);
    ++batches;
  }
  EXPECT_EQ(expected, kRows);
  EXPECT_GT(batches, 2);
}

TEST(Spans, OfAllSlicesFollowEachOther) {
  constexpr std::int64_t kRows = 600'000;
  Sandbox sandbox;
  const Dataset dataset = many_numbers(sandbox, kRows);
  std::int64_t expected = 0;
  auto spans = dataset.spans(int64("n"));
  for (int pass = 0; pass < 2; ++pass) {
    expected = 0;
    for (std::span<const std::int64_t> values : spans) {
      EXPECT_EQ(spans.row(), expected);
      for (const std::int64_t value : values) ASSERT_EQ(value, expected++);
    }
  }
  EXPECT_EQ(expected, kRows);
}

TEST(Spans, StayReadableAfterTheIterationHasGoneOn) {
  Sandbox sandbox;
  const Dataset dataset = many_numbers(sandbox, 600'000);
  std::vector<std::span<const std::int64_t>> kept;
  for (const auto values : dataset.spans(int64("n"))) kept.push_back(values);
  EXPECT_EQ(kept.front().front(), 0);
  EXPECT_EQ(kept.back().back(), 599'999);
}

TEST(Spans, OfSlicesWithoutRowsAreNone) {
  Sandbox sandbox(3);
  const Dataset dataset = sandbox.dataset(int32("n")).slice(1).row(7).make();
  for (const int slice : {0, 2}) {
    for (const auto values : dataset.spans(slice, int32("n"))) FAIL() << values.size();
  }
  std::vector<std::int32_t> found;
  for (const auto values : dataset.spans(int32("n"))) {
    found.insert(found.end(), values.begin(), values.end());
  }
  EXPECT_EQ(found, std::vector<std::int32_t>{7});
}

template <class T>
T only(const Dataset& dataset, Column<T> column) {
  T found{};
  for (const std::span<const T> values : dataset.spans(column)) {
    EXPECT_EQ(values.size(), 1U) << column.name;
    found = values[0];
  }
  return found;
}

TEST(Spans, AreThereForUint8) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(uint8("n")).row(200).make();
  EXPECT_EQ(only(dataset, uint8("n")), 200);
}

TEST(Spans, AreThereForEveryTypeOfFixedWidth) {
  Sandbox sandbox;
  const Dataset dataset = sandbox
                              .dataset(int32("i"), int64("l"), uint64("u"), float32("f"),
                                       float64("d"), date("day"), datetime("time"))
                              .row(-5, std::int64_t{1} << 40, ~std::uint64_t{0}, 0.5F, 0.1,
                                   Date(2024, 2, 29), DateTime(-1))
                              .make();
  EXPECT_EQ(only(dataset, int32("i")), -5);
  EXPECT_EQ(only(dataset, int64("l")), std::int64_t{1} << 40);
  EXPECT_EQ(only(dataset, uint64("u")), ~std::uint64_t{0});
  EXPECT_EQ(only(dataset, float32("f")), 0.5F);
  EXPECT_EQ(only(dataset, float64("d")), 0.1);
  EXPECT_EQ(only(dataset, date("day")), Date(2024, 2, 29));
  EXPECT_EQ(only(dataset, datetime("time")), DateTime(-1));
}

TEST(Spans, OfListsAreTheNumbersOfAllRows) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(list<float>("v", 3))
                              .row(std::array{1.0F, 2.0F, 3.0F})
                              .row(std::array{4.0F, 5.0F, 6.0F})
                              .make();
  for (std::span<const float> numbers : dataset.spans(list<float>("v", 3))) {
    EXPECT_EQ(std::vector<float>(numbers.begin(), numbers.end()),
              (std::vector<float>{1, 2, 3, 4, 5, 6}));
  }
}

TEST(Spans, OfTensorsAreTheNumbersOfAllRowsOfABatch) {
  const auto column = tensor<float>("v", {3, 224, 224});
  constexpr std::size_t kNumbers = 3 * 224 * 224;
  Sandbox sandbox;
  auto maker = sandbox.dataset(column);
  for (int row = 0; row < 5; ++row) maker.row(std::vector<float>(kNumbers, 0.5F));
  int batches = 0;
  for (std::span<const float> numbers : maker.make().spans(column)) {
    EXPECT_EQ(numbers.size(), 5 * kNumbers);
    EXPECT_EQ(std::accumulate(numbers.begin(), numbers.end(), 0.0), 2.5 * kNumbers);
    ++batches;
  }
  EXPECT_EQ(batches, 1);
}

TEST(Tensors, AreWrittenFromAnyRangeOfTheirNumbers) {
  const auto column = tensor<std::uint8_t>("pixels", {2, 3});
  const std::vector<std::uint8_t> vector{1, 2, 3, 4, 5, 255};
  const std::array<std::uint8_t, 6> array{1, 2, 3, 4, 5, 255};
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(column)
                              .row(vector)
                              .row(array)
                              .row(std::span<const std::uint8_t>(vector))
                              .row(Bytes(vector))
                              .row(std::nullopt)
                              .make();
  int rows = 0;
  for (std::span<const std::uint8_t> pixels : dataset.rows(column).present()) {
    EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), vector.begin(), vector.end()));
    ++rows;
  }
  EXPECT_EQ(rows, 4);
  EXPECT_EQ(message([&] { sandbox.dataset(column).row(std::vector<std::uint8_t>(12)); }),
            "column 'pixels': expected 2x3 = 6 numbers, got 12");
}

TEST(Tensors, HaveTheirShapeInTheListOfColumns) {
  Sandbox sandbox;
  const Dataset dataset =
      sandbox.dataset(tensor<double>("v", {2, 1})).row(std::array{1.0, 2.0}).make();
  EXPECT_EQ(dataset.columns().at(0).shape, (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(dataset.columns().at(0).length(), 2);
}

TEST(Tensors, AreReadInTheirShapeOrAsLists) {
  Sandbox sandbox;
  const Dataset dataset =
      sandbox.dataset(tensor<float>("v", {2, 3})).row(std::vector<float>(6)).make();
  EXPECT_EQ(message([&] {
              dataset.spans(tensor<float>("v", {3, 2}));
            }),
            "column 'v' of test-0/default is tensor<float32, 2x3>, read as tensor<float32, 3x2>");
  EXPECT_EQ(message([&] { dataset.rows(list<float>("v", 5)); }),
            "column 'v' of test-0/default is tensor<float32, 2x3>, read as list<float32, 5>");
  for (std::span<const float> numbers : dataset.rows(list<float>("v", 6))) {
    EXPECT_EQ(numbers.size(), 6U);
  }
}

TEST(Contiguous, RowsAreOneSpanUpToTheFirstThatLiesElsewhere) {
  using Row = std::span<const float>;
  const std::vector<float> numbers(8);
  const Row all(numbers);
  const std::vector<Row> rows{all.subspan(0, 2), all.subspan(2, 2), all.subspan(6, 2)};
  const Row first = contiguous(std::span(rows));
  EXPECT_EQ(first.data(), numbers.data());
  EXPECT_EQ(first.size(), 4U);
  const Row rest = contiguous(std::span(rows).subspan(2));
  EXPECT_EQ(rest.data(), numbers.data() + 6);
  EXPECT_EQ(rest.size(), 2U);
  EXPECT_TRUE(contiguous(std::span<const Row>()).empty());
}

/// Row 200,000 is absent; it lies in the second batch of slice 0.
Dataset with_one_absent(Sandbox& sandbox) {
  auto maker = sandbox.dataset(int64("n"));
  for (int n = 0; n < 300'000; ++n) {
    if (n == 200'000) {
      maker.row(std::nullopt);
    } else {
      maker.row(n);
    }
  }
  return maker.make();
}

TEST(Spans, WithAnAbsentValueAreAnErrorThatNamesColumnAndRow) {
  Sandbox sandbox;
  const Dataset dataset = with_one_absent(sandbox);
  std::size_t read = 0;
  const std::string text = message([&] {
    for (const auto values : dataset.spans(0, int64("n"))) read += values.size();
  });
  EXPECT_EQ(text, "column 'n' has no value in row 200000\n  read the column as accel::maybe(...)");
  EXPECT_GT(read, 100'000U) << "the batch before it is whole";
}

TEST(Spans, ReadAsMaybeShowWhichValuesAreThere) {
  Sandbox sandbox;
  const Dataset dataset = with_one_absent(sandbox);
  std::int64_t row = 0;
  int whole = 0;
  for (const MaybeSpan<std::int64_t> values : dataset.spans(0, maybe(int64("n")))) {
    whole += values.validity == nullptr ? 1 : 0;
    for (std::size_t i = 0; i < values.size(); ++i, ++row) {
      ASSERT_EQ(values.present(i), row != 200'000);
      if (row == 200'000) {
        ASSERT_EQ(values[i], std::nullopt);
      } else {
        ASSERT_EQ(values[i], row);
      }
    }
  }
  EXPECT_EQ(row, 300'000);
  EXPECT_EQ(whole, 2) << "of three batches one has an absent value";
}

TEST(Spans, OfAColumnThatIsMisspeltOrOfAnotherTypeAreRejectedAtOnce) {
  Sandbox sandbox;
  const Dataset dataset = many_numbers(sandbox, 10);
  EXPECT_EQ(message([&] { dataset.spans(0, int64("m")); }),
            "dataset test-0/default has no column 'm'; it has n");
  EXPECT_EQ(message([&] { dataset.spans(0, float64("n")); }),
            "column 'n' of test-0/default is int64, read as float64");
  EXPECT_EQ(message([&] { dataset.spans(2, int64("n")); }),
            "dataset test-0/default has 2 slices, so slice 2 does not exist");
}

}  // namespace
}  // namespace accel
