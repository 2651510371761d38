// SPDX-License-Identifier: Apache-2.0
#include "base/text_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace accel {
namespace {

TEST(TextList, KeepsTextsApartAndInOrder) {
  TextList list;
  list.add("one");
  list.add("");
  list.add("tw", "o");
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0], "one");
  EXPECT_EQ(list[1], "");
  EXPECT_EQ(list[2], "two");
  EXPECT_EQ(*(list[2].data() + 3), '\0');
}

TEST(TextList, SortsAsTextsDo) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    TextList list;
    std::vector<std::string> texts;
    const std::string begin(random() % 12, 'p');
    for (std::size_t count = random() % 20; count > 0; --count) {
      std::string text = begin;
      for (std::size_t size = random() % 14; size > 0; --size) {
        text += "ab\xff/"[random() % 4];
      }
      texts.push_back(text);
      list.add(text);
    }
    std::sort(texts.begin(), texts.end());
    std::vector<std::string> sorted;
    for (const std::size_t place : list.sorted_places()) sorted.emplace_back(list[place]);
    EXPECT_EQ(sorted, texts);
  }
}

}  // namespace
}  // namespace accel
