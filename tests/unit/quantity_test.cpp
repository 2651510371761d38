// SPDX-License-Identifier: Apache-2.0
// Times on the command line.
#include "view/quantity.h"

#include <gtest/gtest.h>

#include <ctime>

namespace accel {
namespace {

TEST(Quantity, IsATimeAgo) {
  constexpr std::int64_t kDay = 86400;
  const std::int64_t before = std::time(nullptr);
  const auto found = find_time_ago("2d");
  const std::int64_t after = std::time(nullptr);
  ASSERT_TRUE(found);
  EXPECT_GE(*found, before - 2 * kDay);
  EXPECT_LE(*found, after - 2 * kDay);
}

TEST(Quantity, IsNoTimeBefore1970) {
  EXPECT_EQ(find_time_ago("99999w"), 0);
  EXPECT_EQ(find_time_ago("18446744073709551615s"), 0);
}

TEST(Quantity, HasNoTimeForOtherTexts) {
  EXPECT_EQ(find_time_ago(""), std::nullopt);
  EXPECT_EQ(find_time_ago("2024-02-29"), std::nullopt);
}

}  // namespace
}  // namespace accel
