// SPDX-License-Identifier: Apache-2.0
#include "rows/row_choice.h"

#include <accel/error.h>

#include "rows/histogram.h"

#include <gtest/gtest.h>

#include <map>

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
  for (const RowRange& range : chosen) {
    EXPECT_LE(range.end, static_cast<std::int64_t>(rows[static_cast<std::size_t>(range.slice)]));
  }
  EXPECT_EQ(choose_rows(rows, choice), chosen);
  choice.seed = 2;
  EXPECT_NE(choose_rows(rows, choice), chosen);
  choice.sample = 6000;  // all but one
  const std::vector<RowRange> most = choose_rows(rows, choice);
  EXPECT_EQ(count_rows(most), 6000U);
  for (const RowRange& range : most) {
    EXPECT_LE(range.end, static_cast<std::int64_t>(rows[static_cast<std::size_t>(range.slice)]));
  }
  choice.sample = 6001;  // all, as ranges
  EXPECT_EQ(choose_rows(rows, choice), choose_rows(rows, RowChoice()));
}

TEST(RowChoice, SamplesEachRowAsOften) {
  RowChoice choice;
  choice.sample = 1;
  std::map<std::pair<int, std::int64_t>, int> counts;
  for (choice.seed = 0; choice.seed < 7000; ++choice.seed) {
    const std::vector<RowRange> chosen = choose_rows(kRows, choice);
    ++counts[{chosen.at(0).slice, chosen[0].begin}];
  }
  EXPECT_EQ(counts.size(), 7U);
  for (const auto& [row, count] : counts) EXPECT_NEAR(count, 1000, 150) << row.second;
}

TEST(RowChoice, RejectsSlicesThatAreNotThere) {
  for (const char* slices : {"3", "0-3", "x", "", "-1", "1-", "0,0", "2-1", "99999999999"}) {
    RowChoice choice;
    choice.slices = slices;
    EXPECT_THROW(choose_rows(kRows, choice), Error) << slices;
  }
}

TEST(RowChoice, RejectsWhatIsNotASlice) {
  RowChoice choice;
  choice.slices = "-1";
  try {
    choose_rows(kRows, choice);
    FAIL() << "-1 is a slice";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "'-1' is not a slice number");
  }
}

TEST(TextCounts, KeepFewLargeTexts) {
  TextCounts counts(100, 1000);
  for (int i = 0; i < 50; ++i) counts.add(std::to_string(i) + std::string(100, 'x'));
  EXPECT_LE(counts.size(), 9U);
  for (int i = 0; i < 5; ++i) counts.add("y");
  EXPECT_EQ(counts.top(1).at(0).first, "y");
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
  EXPECT_EQ(counts.top(9),
            (std::vector<std::pair<std::string, std::uint64_t>>{{"b", 2}, {"a", 1}}));
}

}  // namespace
}  // namespace accel
