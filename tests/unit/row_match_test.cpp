// SPDX-License-Identifier: Apache-2.0
#include "run/row_match.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace accel {
namespace {

PartFile file(const std::string& name, std::uint64_t rows) {
  return {name + ".arrow", rows, 0, 100, digest_of(name)};
}

/// A column in which each slice is one whole file.
ColumnParts whole(const std::string& name, const std::vector<std::uint64_t>& rows) {
  ColumnParts parts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    parts.files.push_back(file(name + std::to_string(i), rows[i]));
    parts.slices.push_back({{i, 0, rows[i], i, 0}});
  }
  return parts;
}

using Rows = std::vector<SameRows>;

TEST(RowMatch, FindsRowsThatMovedToAnotherSlice) {
  const ColumnParts before = whole("a", {4, 4});
  PartsBuilder builder(2);
  builder.add(0, before, 0, 1, 3);
  builder.add(0, before, 1, 0, 2);
  builder.add(1, before, 1, 2, 2);
  const SameSlices same = same_rows({builder.take()}, {before});
  EXPECT_EQ(same[0], (Rows{{0, 3, 0, 1}, {3, 2, 1, 0}}));
  EXPECT_EQ(same[1], (Rows{{0, 2, 1, 2}}));
}

TEST(RowMatch, FindsNoRowOfAnotherFile) {
  const SameSlices same = same_rows({whole("b", {4})}, {whole("a", {4})});
  EXPECT_TRUE(same[0].empty());
}

TEST(RowMatch, TakesARowOnlyIfAllItsColumnsAgree) {
  const ColumnParts names = whole("name", {6});
  const ColumnParts images = whole("image", {6});
  PartsBuilder moved(1);  // the images of rows 2 and 3 change places
  moved.add(0, images, 0, 0, 2);
  moved.add(0, images, 0, 3, 1);
  moved.add(0, images, 0, 2, 1);
  moved.add(0, images, 0, 4, 2);
  const SameSlices same = same_rows({names, moved.take()}, {names, images});
  EXPECT_EQ(same[0], (Rows{{0, 2, 0, 0}, {4, 2, 0, 4}}));
}

TEST(RowMatch, TakesOneOfSeveralEqualRows) {
  const ColumnParts once = whole("a", {3});
  PartsBuilder builder(1);
  for (int i = 0; i < 3; ++i) builder.add(0, once, 0, 0, 3);
  const ColumnParts thrice = builder.take();
  EXPECT_EQ(same_rows({once}, {thrice})[0], (Rows{{0, 3, 0, 0}}));
  EXPECT_EQ(same_rows({thrice}, {once})[0], (Rows{{0, 3, 0, 0}, {3, 3, 0, 0}, {6, 3, 0, 0}}));
}

/// Each row as the values that its identities stand for.
std::vector<std::vector<std::pair<Digest, std::uint64_t>>> rows_of(
    const std::vector<ColumnParts>& columns, std::size_t slice) {
  std::vector<std::vector<std::pair<Digest, std::uint64_t>>> rows(columns[0].rows(slice));
  for (const ColumnParts& column : columns) {
    std::size_t row = 0;
    for (const Part& part : column.slices[slice]) {
      for (std::uint64_t i = 0; i < part.rows; ++i) {
        rows[row++].emplace_back(column.files[part.origin].checksum, part.origin_first + i);
      }
    }
  }
  return rows;
}

TEST(RowMatch, AgreesWithASearchRowByRow) {
  std::mt19937 random(7);
  const auto below = [&](std::uint64_t end) { return random() % end; };
  const std::vector<ColumnParts> files = {whole("a", {9, 9, 9}), whole("b", {9, 9, 9})};
  const auto make = [&] {  // two columns with equally many rows, cut from the files at random
    std::vector<PartsBuilder> builders(2, PartsBuilder(2));
    for (std::size_t slice = 0; slice < 2; ++slice) {
      for (auto parts = below(4); parts > 0; --parts) {
        const auto from = below(3);
        const auto first = below(9);
        const auto rows = below(9 - first) + 1;
        const bool agree = below(3) > 0;
        builders[0].add(slice, files[0], from, first, rows);
        builders[1].add(slice, files[1], agree ? from : 2 - from, first, rows);
      }
    }
    return std::vector<ColumnParts>{builders[0].take(), builders[1].take()};
  };
  std::size_t found = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::vector<ColumnParts> now = make();
    const std::vector<ColumnParts> before = make();
    const SameSlices same = same_rows(now, before);
    for (std::size_t slice = 0; slice < 2; ++slice) {
      const auto rows = rows_of(now, slice);
      std::vector<bool> is_same(rows.size());
      std::uint64_t last = 0;
      for (const SameRows& range : same[slice]) {
        ASSERT_GE(range.first, last);
        last = range.first + range.rows;
        ASSERT_LE(last, rows.size());
        const auto from = rows_of(before, range.from_slice);
        for (std::uint64_t i = 0; i < range.rows; ++i) {
          ASSERT_EQ(rows[range.first + i], from.at(range.from + i));
          is_same[range.first + i] = true;
          ++found;
        }
      }
      for (std::size_t row = 0; row < rows.size(); ++row) {
        if (is_same[row]) continue;
        for (std::size_t other = 0; other < 2; ++other) {
          const auto earlier = rows_of(before, other);
          EXPECT_EQ(std::ranges::count(earlier, rows[row]), 0) << "round " << round;
        }
      }
    }
  }
  EXPECT_GT(found, 1000U);
}

InputFile input(const std::string& name, const std::string& content) {
  return {name, content.size(), digest_of(content)};
}

TEST(RowMatch, FindsFilesByNameAndContent) {
  const std::vector<InputFile> before = {input("a", "1"), input("b", "2"), input("c", "3"),
                                         input("d", "4")};
  const std::vector<InputFile> now = {input("0", "1"), input("a", "1"), input("c", "new"),
                                      input("d", "4"), input("b", "2"), input("a", "1")};
  const SameSlices same = same_files(now, 2, before, 2);
  EXPECT_EQ(same[0], (Rows{{1, 1, 0, 0}}));
  EXPECT_EQ(same[1], (Rows{{0, 1, 1, 1}, {1, 1, 0, 1}, {2, 1, 0, 0}}));
}

TEST(RowMatch, JoinsFilesThatStayNextToEachOther) {
  std::vector<InputFile> files;
  for (int i = 0; i < 100; ++i) files.push_back(input(std::to_string(1000 + i), "x"));
  EXPECT_EQ(same_files(files, 1, files, 1)[0], (Rows{{0, 100, 0, 0}}));
  EXPECT_EQ(same_files(files, 1, files, 4)[0].size(), 4U);
  EXPECT_TRUE(same_files({}, 3, files, 1)[2].empty());
  EXPECT_TRUE(same_files(files, 1, {}, 3)[0].empty());
}

TEST(RowMatch, FindsFilesWithTheNameOrTheContent) {
  const std::vector<InputFile> before = {input("a", "1"), input("b", "2"), input("c", "3"),
                                         input("c", "4"), input("d", "3")};
  const std::vector<InputFile> now = {input("0", "3"), input("a", "2"), input("b", "2"),
                                      input("c", "4"), input("c", "9"), input("0", "3"),
                                      input("1", "5")};
  const SimilarFiles similar = similar_files(now, 1, before, 1);
  EXPECT_EQ(similar.by_name[0], (Rows{{1, 2, 0, 0}, {3, 1, 0, 3}, {4, 1, 0, 2}}));
  EXPECT_EQ(similar.by_content[0], (Rows{{0, 1, 0, 2}, {1, 1, 0, 1}, {5, 1, 0, 2}}));
}

}  // namespace
}  // namespace accel
