// SPDX-License-Identifier: Apache-2.0
#include "base/line_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace accel {
namespace {

TEST(ChangedLines, AreTheLargerNumberAtEachPlace) {
  EXPECT_EQ(changed_lines("", ""), 0U);
  EXPECT_EQ(changed_lines("a\nb\n", "a\nb\n"), 0U);
  EXPECT_EQ(changed_lines("a\nb\nc\n", "a\nx\nc\n"), 1U);
  EXPECT_EQ(changed_lines("a\nb\nc\n", "a\nx\ny\nc\n"), 2U);
  EXPECT_EQ(changed_lines("a\nb\nc\nd\n", "a\nd\n"), 2U);
  EXPECT_EQ(changed_lines("1\na\n2\nb\n3\n", "1\nx\n2\ny\ny\n3\n"), 3U);
  EXPECT_EQ(changed_lines("", "a\nb\n"), 2U);
  EXPECT_EQ(changed_lines("a\nb", "a\nb\n"), 1U) << "the last line has no newline";
  EXPECT_EQ(changed_lines("a\nb\nc\n", "c\na\nb\n"), 2U) << "one comes above, one goes below";
}

TEST(ChangedLines, OfTextsThatHaveNothingInCommonAreAllLines) {
  std::string a;
  std::string b;
  for (int i = 0; i < 3000; ++i) a += "a" + std::to_string(i) + "\n";
  for (int i = 0; i < 2000; ++i) b += "b" + std::to_string(i) + "\n";
  EXPECT_EQ(changed_lines(a, b), 3000U);
  EXPECT_EQ(changed_lines(b, a), 3000U);
}

/// The number of lines that go and come in a shortest way, by a table of all prefixes.
std::size_t shortest_edit(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
      } else if (a[i - 1] == b[j - 1]) {
        table[i][j] = table[i - 1][j - 1];
      } else {
        table[i][j] = std::min(table[i - 1][j], table[i][j - 1]) + 1;
      }
    }
  }
  return table[a.size()][b.size()];
}

TEST(ChangedLines, LieBetweenHalfAndAllOfAShortestEdit) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto word = [&] {
    std::string text(random() % 12, 'a');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  const auto lines = [](const std::string& letters) {
    std::string text;
    for (const char c : letters) text += std::string(1, c) + "\n";
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string a = word();
    const std::string b = word();
    const std::size_t edit = shortest_edit(a, b);
    const std::uint64_t changed = changed_lines(lines(a), lines(b));
    ASSERT_GE(2 * changed, edit) << a << " " << b;
    ASSERT_LE(changed, edit) << a << " " << b;
    ASSERT_GE(changed + std::min(a.size(), b.size()), std::max(a.size(), b.size()))
        << a << " " << b;
  }
}

}  // namespace
}  // namespace accel
