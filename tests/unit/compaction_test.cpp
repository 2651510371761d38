// SPDX-License-Identifier: Apache-2.0
#include "run/compaction.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace accel {
namespace {

const ColumnSpec kText{"words", ColumnType::text};
const ColumnSpec kNumber{"length", ColumnType::int64};

/// A column of one slice, made of files that it uses one after the other.
struct FilesOfAColumn {
  ColumnParts parts;
  FilesOfAColumn() { parts.slices.resize(1); }

  /// A file with `bytes` bytes, of which it uses `used` of `rows` rows.
  FilesOfAColumn& file(std::uint64_t rows, std::uint64_t used, std::uint64_t bytes,
                       bool kept = true) {
    const std::size_t place = parts.files.size();
    parts.files.push_back({(kept ? "kept/" : "") + std::to_string(place), rows, 0, bytes, {}});
    parts.slices[0].push_back({place, 0, used, place, 0});
    return *this;
  }
  FilesOfAColumn& files(int count, std::uint64_t rows, std::uint64_t bytes) {
    for (int i = 0; i < count; ++i) file(rows, rows, bytes);
    return *this;
  }
};

TEST(Compaction, CopiesManySmallFilesTogether) {
  FilesOfAColumn column;
  column.file(1000, 1000, 1'000'000).files(8, 5, 5000);
  EXPECT_EQ(files_to_copy(kText, column.parts), (std::set<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(Compaction, LeavesFewSmallFiles) {
  FilesOfAColumn column;
  column.file(1000, 1000, 1'000'000).files(7, 5, 5000);
  EXPECT_TRUE(files_to_copy(kText, column.parts).empty());
}

/// The files of the slices of a large dataset are many and of one size.
TEST(Compaction, LeavesManyFilesThatAreMuchOfTheColumn) {
  FilesOfAColumn column;
  column.files(8, 1000, 1'000'000).files(7, 5, 5000);
  EXPECT_TRUE(files_to_copy(kText, column.parts).empty());
}

TEST(Compaction, CopiesFilesOfOneSizeWhateverIsSmaller) {
  FilesOfAColumn column;
  column.file(1000, 1000, 100'000'000).files(8, 50, 500'000).files(3, 5, 5000);
  EXPECT_EQ(files_to_copy(kText, column.parts).size(), 8U);
}

TEST(Compaction, CopiesTheRowsOfAFileOfWhichLittleIsUsed) {
  FilesOfAColumn column;
  column.file(1000, 249, 1'000'000).file(1000, 250, 1'000'000);
  EXPECT_EQ(files_to_copy(kText, column.parts), (std::set<std::size_t>{0}));
}

TEST(Compaction, LeavesFilesThatTheJobWrote) {
  FilesOfAColumn column;
  column.file(1000, 1000, 1'000'000);
  for (int i = 0; i < 20; ++i) column.file(5, 1, 5000, false);
  EXPECT_TRUE(files_to_copy(kText, column.parts).empty());
}

TEST(Compaction, CopiesNumbersThatLieScattered) {
  FilesOfAColumn column;
  column.file(10000, 0, 80000).file(10000, 0, 80000);
  for (std::uint64_t i = 0; i < 40; ++i) {
    column.parts.slices[0].push_back({0, i * 200, 10, 0, i * 200});
    column.parts.slices[0].push_back({1, i * 200, 10, 1, i * 200});
  }
  ASSERT_EQ(files_to_copy(kNumber, column.parts).size(), 2U);
  for (Part& part : column.parts.slices[0]) part.rows *= 20;
  EXPECT_TRUE(files_to_copy(kNumber, column.parts).empty());
  EXPECT_TRUE(files_to_copy(kText, column.parts).empty());
}

/// Daily additions for four years: few files stay, and a row is copied a few times.
TEST(Compaction, BoundsFilesAndCopies) {
  FilesOfAColumn column;
  column.files(8, 10000, 1'000'000'000);
  std::uint64_t copied = 0;
  std::size_t most = 0;
  constexpr std::uint64_t kDays = 1500;
  for (std::uint64_t day = 0; day < kDays; ++day) {
    column.files(2, 5, 500'000);
    const auto small = files_to_copy(kText, column.parts);
    FilesOfAColumn next;
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < column.parts.files.size(); ++i) {
      const PartFile& file = column.parts.files[i];
      if (small.contains(i)) rows += file.rows;
      if (!small.contains(i)) next.file(file.rows, file.rows, file.bytes);
    }
    if (rows > 0) next.file(rows, rows, rows * 100'000);
    copied += rows;
    column = next;
    most = std::max(most, column.parts.files.size());
  }
  EXPECT_LE(most, 50U);
  EXPECT_LE(copied, kDays * 10 * 6);
}

}  // namespace
}  // namespace accel
