// SPDX-License-Identifier: Apache-2.0
#include "dataset/row_choice.h"

#include <accel/error.h>

#include "dataset/histogram.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

const std::vector<std::uint64_t> kRows = {3, 0, 4};

TEST(RowChoice, TakesTheFirstAndTheLastRowsOverSlices) {
  RowChoice choice;
  EXPECT_EQ(choose_rows(kRows, choice), (std::vector<RowRange>{{0, 0, 3}, {2, 0, 4}}));
  choice.head = 4;
  EXPECT_EQ(choose_rows(kRows, choice), (std::vector<RowRange>{{0, 0, 3}, {2, 0, 1}}));
  choice.head.reset();
  choice.tail = 5;
  EXPECT_EQ(choose_rows(kRows, choice), (std::vector<RowRange>{{0, 2, 3}, {2, 0, 4}}));
  choice.slices = "2,0";
  EXPECT_EQ(choose_rows(kRows, choice), (std::vector<RowRange>{{2, 2, 4}, {0, 0, 3}}));
}

TEST(RowChoice, SamplesDifferentRowsInOrderAndTheSameBySeed) {
  const std::vector<std::uint64_t> rows = {1000, 1, 0, 5000};
  RowChoice choice;
  choice.sample = 500;
  const std::vector<RowRange> chosen = choose_rows(rows, choice);
  EXPECT_EQ(count_rows(chosen), 500U);
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    EXPECT_LT(std::pair(chosen[i - 1].slice, chosen[i - 1].begin),
              std::pair(chosen[i].slice, chosen[i].begin));
  }
  EXPECT_EQ(choose_rows(rows, choice), chosen);
  choice.seed = 2;
  EXPECT_NE(choose_rows(rows, choice), chosen);
  choice.sample = 6000;  // all but one
  EXPECT_EQ(count_rows(choose_rows(rows, choice)), 6000U);
}

TEST(RowChoice, RefusesSlicesThatAreNotThere) {
  for (const char* slices : {"3", "0-3", "x", "", "-1", "1-", "0,0", "2-1", "99999999999"}) {
    RowChoice choice;
    choice.slices = slices;
    EXPECT_THROW(choose_rows(kRows, choice), Error) << slices;
  }
}

TEST(TextCounts, KeepWhatIsFrequentInBoundedMemory) {
  TextCounts counts(100, 10'000);
  for (int i = 0; i < 10'000; ++i) {
    counts.add("often");
    counts.add("once " + std::to_string(i));
  }
  EXPECT_LE(counts.size(), 100U);
  const auto top = counts.top(1);
  EXPECT_EQ(top.at(0).first, "often");
  EXPECT_LE(top[0].second, 10'000U);
  EXPECT_GE(top[0].second + counts.missed(), 10'000U);
  counts.add(std::string(20'000, 'x'));  // more than there is room for
  EXPECT_LE(counts.size(), 100U);
}

TEST(TextCounts, AreExactWhenAllFit) {
  TextCounts counts(2, 100);
  for (const char* text : {"b", "a", "b"}) counts.add(text);
  EXPECT_EQ(counts.missed(), 0U);
  EXPECT_EQ(counts.top(9), (std::vector<std::pair<std::string, std::uint64_t>>{{"b", 2}, {"a", 1}}));
}

}  // namespace
}  // namespace accel
