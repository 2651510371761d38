// SPDX-License-Identifier: Apache-2.0
#include "dataset/slice_columns.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace accel {
namespace {

const Reference kFirst{"dev-0", "default"}, kSecond{"dev-1", "default"};

std::vector<ColumnFile> columns(const std::vector<std::string>& names) {
  std::vector<ColumnFile> files(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) files[i].name = names[i];
  return files;
}

/// Each row of a column: the row of its own file, or the dataset and row that it keeps.
std::vector<std::string> rows_of(const SliceColumn& column, std::uint64_t count) {
  std::vector<std::string> rows;
  std::uint64_t own = 0;
  const auto add_own = [&](std::uint64_t end) {
    while (rows.size() < end) rows.push_back("own " + std::to_string(own++));
  };
  for (const KeptRows& kept : column.kept) {
    add_own(kept.at);
    for (std::uint64_t i = 0; i < kept.rows; ++i) {
      rows.push_back(kept.dataset.job + " " + std::to_string(kept.first + i));
    }
  }
  add_own(count);
  return rows;
}

TEST(SliceColumns, PutRowsOfAPlanBetweenThoseThatEachColumnHas) {
  SliceColumns slice;
  slice.rows = 4;
  slice.columns.resize(2);
  slice.columns[0].name = "a";
  slice.columns[1].name = "b";
  slice.columns[0].kept = {{kFirst, 0, 10, 3, 1}};
  slice.keep({{kSecond, 0, 50, 2, 0}, {kSecond, 0, 70, 1, 4}}, columns({"b", "a"}));
  EXPECT_EQ(slice.rows, 7U);
  using Rows = std::vector<std::string>;
  EXPECT_EQ(rows_of(slice.columns[0], 7), (Rows{"dev-1 50", "dev-1 51", "own 0", "dev-0 10",
                                                "dev-1 70", "dev-0 11", "dev-0 12"}));
  EXPECT_EQ(rows_of(slice.columns[1], 7),
            (Rows{"dev-1 50", "dev-1 51", "own 0", "own 1", "dev-1 70", "own 2", "own 3"}));
}

TEST(SliceColumns, HaveTheColumnsThatAreKeptIfTheyHaveNoOthers) {
  SliceColumns slice;
  slice.keep({{kFirst, 1, 3, 2, 0}}, columns({"a", "b"}));
  ASSERT_EQ(slice.columns.size(), 2U);
  EXPECT_EQ(slice.columns[1].name, "b");
  EXPECT_TRUE(slice.columns[1].files.empty());
  EXPECT_EQ(rows_of(slice.columns[1], 2), (std::vector<std::string>{"dev-0 3", "dev-0 4"}));
}

/// Ranges that do not overlap, of a slice with `rows` rows.
std::vector<KeptRows> random_ranges(std::mt19937& random, const Reference& dataset,
                                    std::uint64_t rows) {
  std::vector<KeptRows> ranges;
  for (std::uint64_t at = random() % 3; at < rows; at += random() % 3) {
    const std::uint64_t count = std::min<std::uint64_t>(1 + random() % 3, rows - at);
    ranges.push_back({dataset, 0, random() % 100, count, at});
    at += count;
  }
  return ranges;
}

TEST(SliceColumns, AgreeWithAListOfRows) {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    SliceColumns slice;
    slice.rows = random() % 12;
    slice.columns.resize(1);
    slice.columns[0].name = "a";
    slice.columns[0].kept = random_ranges(random, kFirst, slice.rows);
    const std::vector<std::string> before = rows_of(slice.columns[0], slice.rows);
    const std::uint64_t all = slice.rows + random() % 12;
    std::vector<KeptRows> plan;
    std::uint64_t left = all - slice.rows;
    for (std::uint64_t at = 0; left > 0; ++at) {  // the rest at the end at the latest
      if (at < slice.rows && random() % 2 == 0) continue;
      const std::uint64_t count = at >= slice.rows ? left : 1 + random() % left;
      const std::uint64_t done = all - slice.rows - left;
      plan.push_back({kSecond, 0, random() % 100, count, at + done});
      left -= count;
    }
    std::vector<std::string> wanted;
    auto own = before.begin();
    for (const KeptRows& kept : plan) {
      while (wanted.size() < kept.at) wanted.push_back(*own++);
      for (std::uint64_t i = 0; i < kept.rows; ++i) {
        wanted.push_back("dev-1 " + std::to_string(kept.first + i));
      }
    }
    wanted.insert(wanted.end(), own, before.end());
    slice.keep(plan, columns({"a"}));
    ASSERT_EQ(slice.rows, all);
    ASSERT_EQ(rows_of(slice.columns[0], all), wanted) << round;
  }
}

TEST(SliceColumns, AreReadAsTheyWereWritten) {
  SliceColumns slice;
  slice.rows = 5;
  slice.columns.resize(2);
  slice.columns[0].name = "a";
  slice.columns[0].files = {{{"a", 5, 1, 100, digest_of("a"), Value(3), Value(9)}, 3}};
  slice.columns[1].name = "b";
  slice.columns[1].files = {{{"b", 2, 0, 90, digest_of("b"), {}, {}}, 3}};
  slice.columns[1].kept = {{kFirst, 2, 7, 1, 0}, {kSecond, 0, 1, 2, 3}};
  slice.columns[1].holds = {{"", 0, 2, 0, {}, Value(1), Value(2)}, {"", 0, 1, 0, {}, {}, {}}};
  const Document document = slice_columns_document(slice);
  const SliceColumns read = read_slice_columns(parse_json(json_line(document), ""), 3, "0.json");
  EXPECT_EQ(slice_columns_document(read), document);
  EXPECT_EQ(read.columns[0].files.at(0).rows, 5);
  EXPECT_EQ(read.columns[1].files.at(0).rows, 2);
  EXPECT_EQ(read.columns[1].holds[0].absent, 2);
}

std::string failure(const Document& document) {
  try {
    read_slice_columns(parse_json(json_line(document), ""), 3, "0.json");
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(SliceColumns, AreRejectedIfTheirRangesDoNotFit) {
  const auto with = [](const Document& kept, std::uint64_t bytes) -> Document {
    return {{"rows", 5},
            {"columns",
             {{{"name", "a"},
               {"absent", 0},
               {"min", nullptr},
               {"max", nullptr},
               {"bytes", bytes},
               {"checksum", Digest().hex()},
               {"kept", kept}}}}};
  };
  const Document whole = {{"dev-0/default", 0, 0, 5, 0}};
  EXPECT_EQ(failure(with(whole, 0)), "");
  const char* outside = "0.json: 'kept' has a range outside of its slice";
  EXPECT_EQ(failure(with({{"dev-0/default", 0, 0, 5, 1}}, 9)), outside);
  EXPECT_EQ(failure(with({{"dev-0/default", 0, 0, 2, 0}, {"dev-0/default", 0, 0, 2, 1}}, 9)),
            outside);
  EXPECT_EQ(failure(with({{"dev-0/default", 0, 0, UINT64_MAX, 1}}, 9)), outside);
  EXPECT_EQ(failure(with({{"dev-0/default", 0, -1, 1, 1}}, 9)),
            "0.json: 'kept' is not a list of ranges of rows");
  EXPECT_EQ(failure(with({{"dev-0/default", 0, 0, 4, 0}}, 0)),
            "0.json: rows of a column have no file");
}

TEST(SliceColumns, AreJoinedShareByShare) {
  const auto file = [](const char* name, std::int64_t rows, int share) {
    OwnColumn column;
    column.name = name;
    column.rows = rows;
    column.share = share;
    return column;
  };
  const Reference before{"dev-0", "default"};
  SliceColumns first;
  first.rows = 3;
  first.columns.resize(1);
  first.columns[0] = {"a", {file("a", 2, 0)}, {{before, 0, 7, 1, 1}}, columns({"a"})};
  SliceColumns second;
  second.rows = 2;
  second.columns.resize(1);
  second.columns[0] = {"a", {file("a", 1, 1)}, {{before, 0, 8, 1, 0}}, columns({"a"})};
  SliceColumns slice;
  slice.add(first);
  slice.add(second);
  EXPECT_EQ(slice.rows, 5U);
  ASSERT_EQ(slice.columns.size(), 1U);
  const SliceColumn& column = slice.columns[0];
  ASSERT_EQ(column.files.size(), 2U);
  EXPECT_EQ(column.files[1].share, 1);
  ASSERT_EQ(column.kept.size(), 2U);
  EXPECT_EQ(column.kept[0].at, 1U);
  EXPECT_EQ(column.kept[1].at, 3U);
  EXPECT_EQ(column.holds.size(), 2U);
}

}  // namespace
}  // namespace accel
