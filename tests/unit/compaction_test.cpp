// SPDX-License-Identifier: Apache-2.0
#include "run/compaction.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace accel {
namespace {

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
  EXPECT_EQ(files_to_copy(column.parts), (std::set<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(Compaction, LeavesFewSmallFiles) {
  FilesOfAColumn column;
  column.file(1000, 1000, 1'000'000).files(7, 5, 5000);
  EXPECT_TRUE(files_to_copy(column.parts).empty());
}

/// The files of the slices of a large dataset are many and of one size.
TEST(Compaction, LeavesManyFilesThatAreMuchOfTheColumn) {
  FilesOfAColumn column;
  column.files(8, 1000, 1'000'000).files(7, 5, 5000);
  EXPECT_TRUE(files_to_copy(column.parts).empty());
}

TEST(Compaction, CopiesFilesOfOneSizeWhateverIsSmaller) {
  FilesOfAColumn column;
  column.file(1000, 1000, 100'000'000).files(8, 50, 500'000).files(3, 5, 5000);
  EXPECT_EQ(files_to_copy(column.parts).size(), 8U);
}

TEST(Compaction, CopiesTheRowsOfAFileOfWhichLittleIsUsed) {
  FilesOfAColumn column;
  column.file(1000, 249, 1'000'000).file(1000, 250, 1'000'000);
  EXPECT_EQ(files_to_copy(column.parts), (std::set<std::size_t>{0}));
}

TEST(Compaction, LeavesFilesThatTheJobWrote) {
  FilesOfAColumn column;
  column.file(1000, 1000, 1'000'000);
  for (int i = 0; i < 20; ++i) column.file(5, 1, 5000, false);
  EXPECT_TRUE(files_to_copy(column.parts).empty());
}

TEST(Compaction, CopiesSmallRowsThatLieScattered) {
  FilesOfAColumn column;
  column.file(10000, 0, 80000).file(10000, 0, 80000);
  for (std::uint64_t i = 0; i < 40; ++i) {
    column.parts.slices[0].push_back({0, i * 200, 10, 0, i * 200});
    column.parts.slices[0].push_back({1, i * 200, 10, 1, i * 200});
  }
  ASSERT_EQ(files_to_copy(column.parts).size(), 2U);
  FilesOfAColumn large = column;
  for (PartFile& file : large.parts.files) {
    file.rows = 500;
    file.bytes = 500 * 2000;  // 20 kB a run
  }
  EXPECT_TRUE(files_to_copy(large.parts).empty());
  for (Part& part : column.parts.slices[0]) part.rows *= 20;
  EXPECT_TRUE(files_to_copy(column.parts).empty());
}

/// So many files are not those of the slices of a few jobs.
TEST(Compaction, CopiesTheFirstOfVeryManyFilesOfOneSize) {
  FilesOfAColumn column;
  column.files(80, 20, 5000);
  EXPECT_EQ(files_to_copy(column.parts), (std::set<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  column.parts.slices.resize(40);
  EXPECT_TRUE(files_to_copy(column.parts).empty());
}

/// What daily additions to a column come to.
struct FourYears {
  std::uint64_t rows = 0;
  std::uint64_t copied = 0;  ///< rows
  std::size_t files = 0;     ///< at most

  explicit FourYears(FilesOfAColumn column) {
    for (int day = 0; day < 1500; ++day) {
      column.files(2, 5, 500'000);
      rows += 10;
      column = copy_some(column);
      files = std::max(files, column.parts.files.size());
    }
  }

 private:
  FilesOfAColumn copy_some(const FilesOfAColumn& column) {
    const auto chosen = files_to_copy(column.parts);
    FilesOfAColumn next;
    std::uint64_t together = 0;
    for (std::size_t i = 0; i < column.parts.files.size(); ++i) {
      const PartFile& file = column.parts.files[i];
      if (chosen.contains(i)) together += file.rows;
      if (!chosen.contains(i)) next.file(file.rows, file.rows, file.bytes);
    }
    if (together > 0) next.file(together, together, together * 100'000);
    copied += together;
    return next;
  }
};

TEST(Compaction, BoundsFilesAndCopiesOfAdditionsToALargeColumn) {
  FilesOfAColumn column;
  const FourYears years(column.files(8, 10000, 1'000'000'000));
  EXPECT_LE(years.files, 50U);
  EXPECT_LE(years.copied, years.rows * 6);
}

TEST(Compaction, BoundsFilesAndCopiesOfAColumnThatGrowsFromNothing) {
  const FourYears years(FilesOfAColumn{});
  EXPECT_LE(years.files, 80U);
  EXPECT_LE(years.copied, years.rows * 6);
}

}  // namespace
}  // namespace accel
