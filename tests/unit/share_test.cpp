// SPDX-License-Identifier: Apache-2.0
#include "dataset/share.h"

#include "run/row_ranges.h"
#include "run/share_cut.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace accel {
namespace {

using Sections = std::vector<RowSection>;

PlannedRows rows(const Sections& compute, bool has_trial = true) {
  return {{"default", {compute, has_trial, std::nullopt}}};
}

TEST(Share, IsFoundByItsName) {
  for (const Share share : {Share{0, 0}, Share{7, 0}, Share{7, 1}, Share{120, 34}}) {
    EXPECT_EQ(find_share(share_name(share)), share);
  }
  EXPECT_EQ(share_name({7, 0}), "7");
  EXPECT_EQ(share_name({7, 2}), "7-2");
}

TEST(Share, HasNoOtherName) {
  for (const char* name : {"", "-", "7-", "-1", "7-0", "07", "7-01", "+7", "7.1", "7-1-1", " 7",
                           "prepare", "99999999999", "7-99999999999"}) {
    EXPECT_EQ(find_share(name), std::nullopt) << name;
  }
}

TEST(ShareCut, GivesASliceWithFewRowsOneShare) {
  const auto shares = cut_into_shares({rows({{3, 5}}), rows({{0, 1}, {9, 10}})}, 16);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares.at({0, 0}).at("default").compute, (Sections{{3, 5}}));
  EXPECT_EQ(shares.at({1, 0}).at("default").compute, (Sections{{0, 1}, {9, 10}}));
}

TEST(ShareCut, GivesASliceThatComputesNothingNoShareUnlessItHasATrial) {
  const auto shares = cut_into_shares({rows({}, false), rows({}, true), rows({{0, 1}}, true)}, 16);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_TRUE(shares.at({1, 0}).at("default").compute.empty());
}

TEST(ShareCut, CutsManyRowsIntoEqualSharesAcrossGaps) {
  const auto shares = cut_into_shares({rows({{0, 10}, {20, 30}, {40, 50}})}, 8);
  ASSERT_EQ(shares.size(), 4U);
  EXPECT_EQ(shares.at({0, 0}).at("default").compute, (Sections{{0, 7}}));
  EXPECT_EQ(shares.at({0, 1}).at("default").compute, (Sections{{7, 10}, {20, 25}}));
  EXPECT_EQ(shares.at({0, 2}).at("default").compute, (Sections{{25, 30}, {40, 42}}));
  EXPECT_EQ(shares.at({0, 3}).at("default").compute, (Sections{{42, 50}}));
}

TEST(ShareCut, TriesAComputedRowInEachShareAndTheKeptRowInTheFirst) {
  PlannedRows planned = rows({{0, 10}});
  planned["default"].kept = TrialRow{12, {}, {}};
  const auto shares = cut_into_shares({planned}, 5);
  ASSERT_EQ(shares.size(), 2U);
  for (const auto& [share, maps] : shares) {
    EXPECT_TRUE(maps.at("default").has_trial);
    EXPECT_EQ(maps.at("default").kept.has_value(), share.number == 0);
  }
}

/// The rows of each map are cut independently of those of the other.
TEST(ShareCut, LosesNoRowOfAnyMap) {
  for (std::int64_t a = 0; a < 20; ++a) {
    for (std::int64_t b = 0; b < 20; b += 3) {
      for (const std::uint64_t most : {1, 3, 7, 100}) {
        const PlannedRows planned = {{"a", {{{0, a}, {30, 30 + b}}, true, std::nullopt}},
                                     {"b", {{{5, 5 + b}}, true, std::nullopt}}};
        std::map<std::string, Sections> found;
        for (const auto& [share, maps] : cut_into_shares({planned}, most)) {
          for (const auto& [dataset, map] : maps) {
            EXPECT_LE(rows_in(map.compute), most);
            found[dataset] = merged(found[dataset], map.compute);
          }
        }
        EXPECT_EQ(rows_in(found["a"]), static_cast<std::uint64_t>(a + b));
        EXPECT_EQ(rows_in(found["b"]), static_cast<std::uint64_t>(b));
        EXPECT_EQ(found["b"], merged({}, b > 0 ? Sections{{5, 5 + b}} : Sections{}));
      }
    }
  }
}

TEST(ShareCut, SpreadsRowsOverAsManySharesAsTheJobHasSlices) {
  EXPECT_EQ(rows_of_share(5000, 8, 0.001), 625U);
  EXPECT_EQ(rows_of_share(5001, 8, 0.001), 626U);
}

TEST(ShareCut, MakesNoShareThatIsWorthLessThanItsWorker) {
  EXPECT_EQ(rows_of_share(40, 8, 0.001), 100U);
  EXPECT_EQ(rows_of_share(40, 8, 10), 5U);
  EXPECT_EQ(rows_of_share(3, 8, 10), 1U);
  EXPECT_EQ(rows_of_share(40, 8, 0), 16U);  // the time of a row is not known
  EXPECT_GT(rows_of_share(40, 8, 1e-300), 40U);
}

}  // namespace
}  // namespace accel
