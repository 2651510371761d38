// SPDX-License-Identifier: Apache-2.0
#include "column/value_digest.h"
#include "column_cells.h"

namespace accel::test {
namespace {

class ColumnRoundTrip : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/c.0.arrow"; }

 private:
  TemporaryFolder folder_;
};

TEST_F(ColumnRoundTrip, GivesBackEveryTypeWithAbsentValues) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = write_column(path(), sample.spec, true, sample.cells);
    ColumnReader reader(path(), {sample.spec, file.rows, file.bytes});
    EXPECT_EQ(all_texts(reader), sample.texts) << column_type_name(sample.spec);
    EXPECT_EQ(reader.spec().name, sample.spec.name);
    EXPECT_TRUE(is_same_type(reader.spec(), sample.spec));
    EXPECT_TRUE(reader.nullable());
    EXPECT_EQ(reader.rows(), static_cast<std::int64_t>(sample.cells.size()));
    EXPECT_EQ(reader.absent(), file.absent);
  }
}

TEST_F(ColumnRoundTrip, GivesBackEveryTypeThatIsNotNullable) {
  for (const Sample& sample : samples()) {
    Cells cells;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < sample.cells.size(); ++i) {
      if (sample.cells[i].kind == Cell::Kind::absent) continue;
      cells.push_back(sample.cells[i]);
      texts.push_back(sample.texts[i]);
    }
    const ColumnFile file = write_column(path(), sample.spec, false, cells);
    ColumnReader reader(path(), {sample.spec, file.rows, file.bytes});
    EXPECT_EQ(all_texts(reader), texts) << column_type_name(sample.spec);
    EXPECT_FALSE(reader.nullable());
    EXPECT_EQ(file.absent, 0);
    EXPECT_EQ(reader.batch(0).validity, nullptr) << "no bitmap where nothing is absent";
  }
}

TEST_F(ColumnRoundTrip, GivesBackAFileWithoutRows) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = write_column(path(), sample.spec, true, {});
    ColumnReader reader(path(), {sample.spec, 0, file.bytes});
    EXPECT_EQ(reader.rows(), 0);
    EXPECT_EQ(reader.batch_count(), 0U);
    EXPECT_FALSE(file.min || file.max);
    reader.give_back_before(0);
  }
}

TEST_F(ColumnRoundTrip, GivesBackRowsThatAreAllAbsent) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = write_column(path(), sample.spec, true, Cells(20, absent()));
    ColumnReader reader(path(), {sample.spec, 20, file.bytes});
    EXPECT_EQ(file.absent, 20);
    EXPECT_EQ(all_texts(reader), std::vector<std::string>(20, "-"));
    EXPECT_FALSE(file.min || file.max);
  }
}

TEST_F(ColumnRoundTrip, ComparesValuesAsTheyAreStored) {
  for (const Sample& sample : samples()) {
    write_column(path(), sample.spec, true, sample.cells);
    ColumnReader reader(path());
    const detail::Batch batch = reader.batch(0);
    ASSERT_EQ(batch.rows, static_cast<std::int64_t>(sample.cells.size()));
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      for (std::int64_t other = 0; other < batch.rows; ++other) {
        const bool is_same =
            value_digest(sample.spec, batch, row) == value_digest(sample.spec, batch, other);
        const Cell& cell = sample.cells[static_cast<std::size_t>(other)];
        EXPECT_EQ(is_stored_as(sample.spec, cell, batch, row), is_same)
            << column_type_name(sample.spec) << row << other;
      }
    }
  }
}

TEST_F(ColumnRoundTrip, StoresAStoredValueAsItWas) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = write_column(path(), sample.spec, true, sample.cells);
    ColumnReader reader(path());
    Cells cells;
    for (std::int64_t row = 0; row < reader.rows(); ++row) {
      cells.push_back(stored_cell(sample.spec, reader.batch(0), row));
    }
    EXPECT_EQ(write_column(path() + "2", sample.spec, true, cells).checksum, file.checksum)
        << column_type_name(sample.spec);
  }
}

/// Writes `rows` values, made by `make(row)`, and compares each when it is read back.
template <class Make>
void expect_batches(const std::string& path, const ColumnSpec& spec, std::int64_t rows,
                    std::size_t batches, Make make) {
  ColumnWriter writer(path, spec, true);
  for (std::int64_t row = 0; row < rows; ++row) {
    const Cell value = make(row);
    writer.check(value);
    writer.append(value);
  }
  const ColumnFile file = writer.finish();
  EXPECT_EQ(file.rows, rows);
  ColumnReader reader(path, {spec, rows, file.bytes});
  EXPECT_EQ(reader.batch_count(), batches) << column_type_name(spec);
  std::int64_t row = 0;
  for (std::size_t i = 0; i < reader.batch_count(); ++i) {
    const detail::Batch batch = reader.batch(i);
    EXPECT_EQ(reader.first_row(i), row);
    EXPECT_EQ(reader.batch_of(row), i);
    EXPECT_EQ(reader.batch_of(row + batch.rows - 1), i);
    for (std::int64_t r = 0; r < batch.rows; ++r, ++row) {
      const Cell expected = make(row);
      ASSERT_EQ(batch.present(r), expected.kind != Cell::Kind::absent) << row;
      if (!batch.present(r)) continue;
      if (expected.data != nullptr && spec.type != ColumnType::list) {
        const std::string text(static_cast<const char*>(expected.data), expected.size);
        ASSERT_EQ(value_text(spec, batch, r), text) << row;
      } else if (expected.kind == Cell::Kind::whole) {
        ASSERT_EQ(value_text(spec, batch, r), std::to_string(expected.number.whole)) << row;
      }
    }
  }
  EXPECT_EQ(row, rows);
}

TEST_F(ColumnRoundTrip, GivesBackManyBatchesOfNumbers) {
  expect_batches(path(), int64("n"), 300'000, 3, [](std::int64_t row) {
    return row % 7 == 3 ? absent() : whole_cell(row * 31 - 5);
  });
}

TEST_F(ColumnRoundTrip, GivesBackManyBatchesOfTexts) {
  std::string name;
  expect_batches(path(), text("t"), 200'000, 3, [&](std::int64_t row) {
    name = "name-" + std::to_string(row % 997);
    return row % 11 == 0 ? absent() : text_cell(name);
  });
}

TEST_F(ColumnRoundTrip, GivesBackManyBatchesOfEmptyTexts) {
  expect_batches(path(), text("t"), 600'000, 3,
                 [](std::int64_t row) { return row % 2 == 0 ? absent() : text_cell(""); });
}

TEST_F(ColumnRoundTrip, GivesBackManyBatchesOfBools) {
  ColumnWriter writer(path(), boolean("o"), false);
  constexpr int kRows = 10'000'000;
  const auto value = [](std::int64_t row) { return (row * row / 7) % 3 == 0; };
  for (int row = 0; row < kRows; ++row) writer.append(boolean_cell(value(row)));
  const ColumnFile file = writer.finish();
  ColumnReader reader(path(), {boolean("o"), kRows, file.bytes});
  EXPECT_EQ(reader.batch_count(), 2U);
  std::int64_t row = 0;
  std::int64_t wrong = 0;
  for (std::size_t i = 0; i < reader.batch_count(); ++i) {
    const detail::Batch batch = reader.batch(i);
    for (std::int64_t r = 0; r < batch.rows; ++r) {
      wrong += detail::Read<bool>::get(batch, r) != value(row++) ? 1 : 0;
    }
  }
  EXPECT_EQ(row, kRows);
  EXPECT_EQ(wrong, 0);
}

TEST_F(ColumnRoundTrip, GivesBackValuesAroundTheBatchBound) {
  constexpr std::size_t kMost = kBatchBound - 128;  // offsets and validity: 64 each
  for (const std::size_t size : {kMost - 1, kMost, kMost + 1, kBatchBound, kBatchBound + 1}) {
    const std::string value(size, 'v');
    const Cells cells{bytes_cell("a"), bytes_cell(value), absent(), bytes_cell("b")};
    write_column(path(), bytes("b"), true, cells);
    ColumnReader reader(path(), {bytes("b"), 4, {}});
    // Only the smallest shares its batch with the "a" before it.
    EXPECT_EQ(reader.batch_count(), size < kMost ? 2U : 3U) << size;
    EXPECT_EQ(all_texts(reader), (std::vector<std::string>{"a", value, "-", "b"})) << size;
  }
}

TEST_F(ColumnRoundTrip, GivesBackLargeValuesThatCloseTheirBatch) {
  const std::string value(kLargeValue, 'v');
  const std::string less(kLargeValue - 1, 'w');
  const Cells cells{bytes_cell("a"),   absent(),         bytes_cell(value), bytes_cell(value),
                    bytes_cell(less),  bytes_cell("b"),  absent(),          bytes_cell(value),
                    bytes_cell(value), bytes_cell("end")};
  const std::vector<std::string> texts{"a", "-", value, value, less, "b", "-", value, value, "end"};
  for (const ColumnSpec& spec : std::vector<ColumnSpec>{bytes("b"), text("t")}) {
    Cells row = cells;
    for (Cell& cell : row) {
      if (spec.type == ColumnType::text && cell.data != nullptr) cell.kind = Cell::Kind::text;
    }
    const ColumnFile file = write_column(path(), spec, true, row);
    EXPECT_EQ(file.absent, 2);
    EXPECT_EQ(file.checksum, digest_of_file(path()));
    ColumnReader reader(path(), {spec, 10, file.bytes});
    ASSERT_EQ(reader.batch_count(), 5U);
    EXPECT_EQ(reader.batch(0).rows, 3);
    EXPECT_EQ(reader.batch(1).rows, 1);
    EXPECT_EQ(reader.batch(2).rows, 4);
    EXPECT_EQ(all_texts(reader), texts);
  }
}

TEST_F(ColumnRoundTrip, GivesBackManyRowsOfLargeTensorsInOneBatch) {
  std::vector<float> numbers(3 * 224 * 224);
  const auto spec = tensor<float>("v", {3, 224, 224});
  ColumnWriter writer(path(), spec, true);
  for (int row = 0; row < 60; ++row) {
    numbers.front() = numbers.back() = static_cast<float>(row);
    writer.append(list_cell(numbers));
  }
  writer.finish();
  ColumnReader reader(path(), {spec, 60, {}});
  ASSERT_EQ(reader.batch_count(), 3U) << "16 MiB hold 27 rows";
  std::int64_t row = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const detail::Batch batch = reader.batch(i);
    EXPECT_EQ(batch.rows, i == 2 ? 6 : 27);
    for (std::int64_t r = 0; r < batch.rows; ++r, ++row) {
      const auto read = detail::Read<std::span<const float>>::get(batch, r);
      EXPECT_EQ(read.front(), static_cast<float>(row));
      EXPECT_EQ(read.back(), static_cast<float>(row));
    }
  }
  EXPECT_EQ(row, 60);
}

TEST_F(ColumnRoundTrip, GivesBackLargeListsAfterAbsentOnes) {
  std::vector<float> numbers(kListBatchBound / 4 / sizeof(float));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<float>(i);
  const auto spec = list<float>("v", static_cast<std::int32_t>(numbers.size()));
  write_column(path(), spec, true, {absent(), list_cell(numbers), list_cell(numbers), absent()});
  ColumnReader reader(path(), {spec, 4, {}});
  ASSERT_EQ(reader.batch_count(), 3U);
  EXPECT_FALSE(reader.batch(0).present(0));
  EXPECT_TRUE(reader.batch(0).present(1));
  for (const auto& [batch, row] : {std::pair(0, 1), std::pair(1, 0)}) {
    const auto read = detail::Read<std::span<const float>>::get(
        reader.batch(static_cast<std::size_t>(batch)), row);
    EXPECT_TRUE(std::equal(read.begin(), read.end(), numbers.begin(), numbers.end()));
  }
}

TEST_F(ColumnRoundTrip, GivesBackWhatIsWrittenInEverySizeAroundAStride) {
  for (std::size_t size = kLargeValue - 1000; size < kLargeValue + 64; size += 67) {
    const std::string value(size, static_cast<char>('a' + size % 26));
    const Cells cells{bytes_cell("a"), bytes_cell(value), bytes_cell("b"), bytes_cell(value)};
    const ColumnFile file = write_column(path(), bytes("b"), true, cells);
    EXPECT_EQ(file.bytes, read_file(path()).size());
    EXPECT_EQ(file.checksum, digest_of_file(path())) << size;
    ColumnReader reader(path(), {bytes("b"), 4, file.bytes});
    EXPECT_EQ(all_texts(reader), (std::vector<std::string>{"a", value, "b", value}));
  }
}

TEST_F(ColumnRoundTrip, GivesBackOneHugeValueAsABatchOfItsOwn) {
  std::string value(5'000'001, 'x');
  for (std::size_t i = 0; i < value.size(); i += 1000) value[i] = static_cast<char>(i / 1000 % 251);
  const Cells cells{bytes_cell("before"), bytes_cell(value), bytes_cell("after")};
  const ColumnFile file = write_column(path(), bytes("b"), false, cells);
  ColumnReader reader(path(), {bytes("b"), 3, file.bytes});
  EXPECT_EQ(reader.batch_count(), 3U);
  EXPECT_EQ(reader.batch(1).rows, 1);
  EXPECT_TRUE(detail::Read<Bytes>::get(reader.batch(1), 0) == Bytes(std::string_view(value)));
  EXPECT_EQ(file.checksum, digest_of_file(path()));
}

TEST_F(ColumnRoundTrip, GivesBackHugeTextsAndHugeLists) {
  const std::string value(2'000'000, 't');
  write_column(path(), text("t"), true, {text_cell(value), absent(), text_cell("b")});
  ColumnReader texts(path());
  EXPECT_EQ(all_texts(texts), (std::vector<std::string>{value, "-", "b"}));

  std::vector<double> numbers(2'200'000);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i);
  const auto spec = list<double>("v", 2'200'000);
  write_column(path(), spec, true, {list_cell(numbers), absent(), list_cell(numbers)});
  ColumnReader lists(path(), {spec, 3, {}});
  EXPECT_EQ(lists.batch_count(), 3U);
  EXPECT_FALSE(lists.batch(1).present(0));
  const auto read = detail::Read<std::span<const double>>::get(lists.batch(2), 0);
  EXPECT_TRUE(std::equal(read.begin(), read.end(), numbers.begin(), numbers.end()));
}

TEST_F(ColumnRoundTrip, KeepsViewsValidWhenPagesAreGivenBack) {
  const std::string value(3'000'000, 'p');
  write_column(path(), bytes("b"), false, Cells(4, bytes_cell(value)));
  ColumnReader reader(path());
  const Bytes first = detail::Read<Bytes>::get(reader.batch(0), 0);
  for (std::size_t i = 0; i <= reader.batch_count(); ++i) reader.give_back_before(i);
  reader.give_back_before(1);  // going back gives back nothing
  EXPECT_TRUE(first == Bytes(std::string_view(value)));
}

}  // namespace
}  // namespace accel::test
