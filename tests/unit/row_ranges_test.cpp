// SPDX-License-Identifier: Apache-2.0
#include "run/row_ranges.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>
#include <vector>

namespace accel {
namespace {

/// Row by row: where each row comes from.
std::map<std::uint64_t, RowPlace> rows_of(const std::vector<SameRows>& ranges) {
  std::map<std::uint64_t, RowPlace> rows;
  for (const SameRows& range : ranges) {
    for (std::uint64_t i = 0; i < range.rows; ++i) {
      EXPECT_TRUE(rows.emplace(range.first + i, RowPlace(range.from_slice, range.from + i)).second);
    }
  }
  return rows;
}

std::vector<SameRows> random_ranges(std::mt19937& random) {
  std::vector<SameRows> ranges;
  std::uint64_t row = random() % 4;
  while (row < 40) {
    const std::uint64_t rows = 1 + random() % 6;
    ranges.push_back({row, rows, random() % 3, random() % 100});
    row += rows + random() % 5;
  }
  return ranges;
}

TEST(RowRanges, WithoutOthersAreTheRowsThatOnlyTheFirstHas) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const auto more = random_ranges(random);
    const auto taken = i % 10 == 0 ? std::vector<SameRows>() : random_ranges(random);
    auto expected = rows_of(more);
    for (const auto& [row, place] : rows_of(taken)) expected.erase(row);
    const auto fresh = without_rows(more, taken);
    EXPECT_EQ(rows_of(fresh), expected);
    for (const SameRows& range : fresh) EXPECT_GT(range.rows, 0U);
  }
}

TEST(RowRanges, AreInOrderIfNoneIsEmptyOrOverlapsOrComesLate) {
  EXPECT_TRUE(is_in_order({}));
  EXPECT_TRUE(is_in_order({{0, 2}, {2, 3}, {7, 8}}));
  EXPECT_FALSE(is_in_order({{0, 2}, {1, 3}}));
  EXPECT_FALSE(is_in_order({{5, 6}, {1, 3}}));
  EXPECT_FALSE(is_in_order({{3, 3}}));
  EXPECT_FALSE(is_in_order({{-1, 3}}));
}

}  // namespace
}  // namespace accel
