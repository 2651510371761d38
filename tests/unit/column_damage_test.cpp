// SPDX-License-Identifier: Apache-2.0
// Files that are damaged, hostile, or not what the manifest says: an Error, or data that can be
// read, and never a read outside of the file (run with the sanitizers).
#include "column_cells.h"

#include <cstdint>

namespace accel::test {
namespace {

constexpr const char* kHint = "\n  to make the job again, delete it";

class ColumnDamage : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/c.0.arrow"; }
  Memory written(const ColumnSpec& spec, const Cells& cells) const {
    write_column(path(), spec, true, cells);
    return Memory(read_file(path()));
  }
  /// What opening and reading through throws.
  std::string error_in(Bytes bytes, const ColumnExpected& expected = {}) const {
    return error_of([&] {
      ColumnReader reader("c", bytes, expected);
      all_texts(reader);
    });
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ColumnDamage, IsAnErrorWhereverAFileIsCut) {
  for (const Sample& sample : samples()) {
    write_column(path(), sample.spec, true, sample.cells);
    const std::string whole = read_file(path());
    for (std::size_t size = 0; size < whole.size(); ++size) {
      write_file(path(), whole.substr(0, size));
      const std::string error = error_of([&] {
        ColumnReader reader(path());
        all_texts(reader);
      });
      ASSERT_TRUE(error.starts_with(path() + ": damaged column file: ")) << size << ": " << error;
      ASSERT_TRUE(error.ends_with(kHint)) << error;
    }
  }
}

TEST_F(ColumnDamage, EndsTheJobEvenInsideARow) {
  write_file(path(), "not an Arrow file, and long enough to be one");
  EXPECT_THROW(ColumnReader reader(path()), JobError);
}

TEST_F(ColumnDamage, IsAnErrorWhenTheBeginningIsGone) {
  const Memory memory = written(text("t"), {text_cell("abc")});
  for (std::size_t size = 1; size < memory.size(); ++size) {
    const Memory rest(memory.bytes().text().substr(size));
    ASSERT_NE(error_in(rest.bytes()), "") << size;
  }
}

TEST_F(ColumnDamage, NeverReadsOutsideWhicheverBitIsFlipped) {
  int errors = 0;
  for (const Sample& sample : samples()) {
    Memory memory = written(sample.spec, sample.cells);
    for (std::size_t at = 0; at < memory.size(); ++at) {
      const char before = memory.data()[at];
      for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        memory.data()[at] = static_cast<char>(before ^ flip);
        errors += error_in(memory.bytes()).empty() ? 0 : 1;
      }
      memory.data()[at] = before;
    }
    EXPECT_EQ(error_in(memory.bytes()), "");
  }
  EXPECT_GT(errors, 1000);
}

TEST_F(ColumnDamage, NeverReadsOutsideWhateverNumberStandsAnywhere) {
  const std::int64_t numbers[] = {0,
                                  1,
                                  -1,
                                  7,
                                  64,
                                  1024,
                                  INT32_MAX,
                                  INT32_MIN,
                                  INT64_MAX,
                                  INT64_MIN,
                                  INT64_MAX - 7,
                                  INT64_MAX / 8 + 1,
                                  std::int64_t{1} << 32};
  for (const Sample& sample : samples()) {
    Memory memory = written(sample.spec, sample.cells);
    for (std::size_t at = 0; at + 8 <= memory.size(); at += 4) {
      for (const std::size_t width : {std::size_t{4}, std::size_t{8}}) {
        char before[8];
        std::memcpy(before, memory.data() + at, width);
        for (const std::int64_t number : numbers) {
          std::memcpy(memory.data() + at, &number, width);
          error_in(memory.bytes());
        }
        std::memcpy(memory.data() + at, before, width);
      }
    }
  }
}

/// Replaces each number of 64 bits, where the format may have one.
void replace_all(Memory& memory, std::int64_t from, std::int64_t to) {
  for (std::size_t at = 0; at + 8 <= memory.size(); at += 8) {
    if (std::memcmp(memory.data() + at, &from, 8) == 0) std::memcpy(memory.data() + at, &to, 8);
  }
}

TEST_F(ColumnDamage, NeverBelievesACountOfRows) {
  for (const Sample& sample : samples()) {
    const auto rows = static_cast<std::int64_t>(sample.cells.size());
    // Some of these times 4, 8 or 24 are 0 in 64 bits.
    for (const std::int64_t count :
         {std::int64_t{1} << 59, std::int64_t{1} << 60, std::int64_t{1} << 61,
          std::int64_t{1} << 62, INT64_MAX, INT64_MAX - 1, std::int64_t{1000}, std::int64_t{-1}}) {
      Memory memory = written(sample.spec, sample.cells);
      if (sample.spec.type == ColumnType::list) {
        const auto length = static_cast<std::uint64_t>(sample.spec.length());
        const auto numbers = static_cast<std::uint64_t>(count) * length;
        replace_all(memory, rows * sample.spec.length(), static_cast<std::int64_t>(numbers));
      }
      replace_all(memory, rows, count);
      EXPECT_NE(error_in(memory.bytes()), "") << column_type_name(sample.spec) << " " << count;
    }
  }
}

TEST_F(ColumnDamage, IsAnErrorWhenABodyIsLongerThanTheFile) {
  for (const Sample& sample : samples()) {
    const Memory whole = written(sample.spec, sample.cells);
    for (std::int64_t body = 64; body < 1024; body += 64) {
      // More than the file has behind it, but less than the file: only where it begins tells.
      Memory memory(whole.bytes().text());
      const auto size = static_cast<std::int64_t>(memory.size());
      replace_all(memory, body, size / 64 * 64 - 64);
      const bool is_same = memory.bytes().text() == whole.bytes().text();
      EXPECT_EQ(error_in(memory.bytes()).empty(), is_same) << body;
    }
  }
}

TEST_F(ColumnDamage, IsAnErrorWhenABitmapIsAByteShort) {
  const std::string error = std::string("c: damaged column file: a batch is too short") + kHint;
  for (const Cell& first : {absent(), boolean_cell(true)}) {
    Cells cells(10, boolean_cell(true));  // two bytes of bits
    cells[0] = first;
    Memory memory = written(boolean("o"), cells);
    replace_all(memory, 2, 1);
    EXPECT_EQ(error_in(memory.bytes()), error);
  }
}

TEST_F(ColumnDamage, IsAnErrorWhenTheNumbersOfListsAreNotCountedRight) {
  const std::vector<float> numbers{1, 2, 3};
  for (const std::int64_t wrong : {0, 7, 20, 22, 24, -21}) {
    Memory memory = written(list<float>("v", 3), Cells(7, list_cell(numbers)));
    replace_all(memory, 21, wrong);
    EXPECT_EQ(error_in(memory.bytes()),
              std::string("c: damaged column file: a batch's count of numbers is wrong") + kHint);
  }
}

TEST_F(ColumnDamage, IsAnErrorWhenTheShapeDoesNotFitTheList) {
  const std::vector<float> numbers(6);
  const std::string whole(written(tensor<float>("v", {2, 3}), {list_cell(numbers)}).bytes().text());
  const std::string shape = "[2,3]";
  for (const std::string_view wrong :
       {"[2,4]", "[3,3]", "[0,3]", "[2;3]", "2,3] ", " 2,3]", "[2,3 ", "[1,5]", "[,6] ", "[   6",
        "[-6] ", "[+6] ", "[06] "}) {
    std::string file = whole;
    for (std::size_t at = file.find(shape); at != std::string::npos; at = file.find(shape)) {
      file.replace(at, shape.size(), wrong.substr(0, shape.size()));
    }
    EXPECT_EQ(error_in(Memory(file).bytes()), "c: damaged column file: its shape '" +
                                                  std::string(wrong) + "' is not one of 6 numbers" +
                                                  kHint);
  }
}

/// Where the message of the first batch from `begin` on lies.
std::size_t message_after(const Memory& memory, std::size_t begin) {
  std::size_t at = arrow_padded(begin);
  while (memory.bytes().text().substr(at, 4) != "\xff\xff\xff\xff") at += kArrowAlignment;
  return at;
}

TEST_F(ColumnDamage, IsAnErrorWhenAMessageIsLargerThanItsPlace) {
  Memory memory = written(text("t"), {text_cell("abc"), absent()});
  const std::size_t at = message_after(memory, 1);
  for (const std::int32_t size : {-1, 1000, 100'000, INT32_MAX}) {
    std::memcpy(memory.data() + at + 4, &size, sizeof size);
    EXPECT_EQ(error_in(memory.bytes()),
              std::string("c: damaged column file: the start of a batch is invalid") + kHint);
  }
}

TEST_F(ColumnDamage, IsAnErrorWhenOneBatchIsNamedTwice) {
  const std::string value(kBatchBound, 'v');
  Memory memory = written(bytes("b"), {bytes_cell(value), bytes_cell(value)});
  const std::size_t first = message_after(memory, 1);
  const std::size_t second = message_after(memory, kBatchBound);
  EXPECT_EQ(error_in(memory.bytes()), "");
  replace_all(memory, static_cast<std::int64_t>(second), static_cast<std::int64_t>(first));
  EXPECT_EQ(error_in(memory.bytes()),
            std::string("c: damaged column file: a batch is outside the file") + kHint);
}

TEST_F(ColumnDamage, NeverReadsOutsideWhicheverBitIsFlippedAroundManyBatches) {
  const std::string value(kBatchBound + 100, 'v');
  Memory memory = written(bytes("b"), {bytes_cell(value), absent(), bytes_cell(value)});
  const auto flip_around = [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      const char before = memory.data()[at];
      for (const int flip : {1, 8, 128, 255}) {
        memory.data()[at] = static_cast<char>(before ^ flip);
        error_of([&] {
          ColumnReader reader("c", memory.bytes());
          for (std::size_t i = 0; i < reader.batch_count(); ++i) {
            const detail::Batch batch = reader.batch(i);
            const auto first = detail::Read<Bytes>::get(batch, 0);
            const auto last = detail::Read<Bytes>::get(batch, batch.rows - 1);
            EXPECT_GE(first.data(), memory.bytes().begin());
            EXPECT_LE(last.end(), memory.bytes().end());
          }
        });
      }
      memory.data()[at] = before;
    }
  };
  flip_around(0, 640);
  flip_around(kBatchBound + 600, kBatchBound + 1200);
  flip_around(memory.size() - 640, memory.size());
}

TEST_F(ColumnDamage, IsAnErrorWhenOffsetsGoBack) {
  Memory memory =
      written(bytes("b"), {bytes_cell("abc"), bytes_cell("de"), bytes_cell("f"), bytes_cell("")});
  ColumnReader reader("c", memory.bytes());
  const auto* offsets = static_cast<const char*>(reader.batch(0).offsets);
  char* place = memory.data() + (offsets - memory.data());
  const auto with = [&](int i, std::int64_t offset) {
    const std::string whole(memory.data(), memory.size());
    std::memcpy(place + 8 * i, &offset, sizeof offset);
    const std::string error = error_in(memory.bytes());
    std::memcpy(memory.data(), whole.data(), whole.size());
    return error;
  };
  const std::string start = "c: damaged column file: ";
  const std::string outside = start + "a batch's values are outside the batch" + kHint;
  EXPECT_EQ(with(1, 6), start + "a batch's offsets decrease" + kHint);
  EXPECT_EQ(with(2, -5), start + "a batch's offsets decrease" + kHint);
  EXPECT_EQ(with(2, 1'000'000), start + "a batch's offsets decrease" + kHint);
  EXPECT_EQ(with(0, -1), outside);
  EXPECT_EQ(with(4, 7), outside);
  EXPECT_EQ(with(4, 5), start + "a batch's offsets decrease" + kHint);
  EXPECT_EQ(with(1, 2), "") << "a value that changed is for the checksum to find";
}

TEST_F(ColumnDamage, IsAnErrorWhenTheBitmapDisagreesWithTheCount) {
  Memory memory = written(int32("n"), {whole_cell(1), absent(), whole_cell(3)});
  ColumnReader reader("c", memory.bytes());
  const std::uint8_t* bitmap = reader.batch(0).validity;
  memory.data()[reinterpret_cast<const char*>(bitmap) - memory.data()] = 7;
  EXPECT_EQ(
      error_in(memory.bytes()),
      std::string("c: damaged column file: a batch's count of absent values is wrong") + kHint);
}

TEST_F(ColumnDamage, IsAnErrorWhenItIsNotWhatTheManifestSays) {
  const Memory memory = written(int64("n"), {whole_cell(1), whole_cell(2)});
  const std::uint64_t size = memory.size();
  EXPECT_EQ(error_in(memory.bytes(), {int64("other name"), 2, size}), "");
  EXPECT_EQ(error_in(memory.bytes(), {{}, 3, {}}),
            std::string("c: damaged column file: it has 2 rows, expected 3") + kHint);
  EXPECT_EQ(error_in(memory.bytes(), {{}, {}, size + 1}),
            "c: damaged column file: it has " + std::to_string(size) + " bytes, expected " +
                std::to_string(size + 1) + kHint);
}

TEST_F(ColumnDamage, IsAnErrorWhenAnotherTypeIsAskedFor) {
  for (const Sample& sample : samples()) {
    const Memory memory = written(sample.spec, sample.cells);
    for (const Sample& other : samples()) {
      const bool is_same = is_same_type(sample.spec, other.spec);
      EXPECT_EQ(error_in(memory.bytes(), {other.spec, {}, {}}),
                is_same ? ""
                        : "c: column is " + column_type_name(sample.spec) + ", requested as " +
                              column_type_name(other.spec));
    }
  }
}

TEST_F(ColumnDamage, IsASystemErrorWhenThereIsNoFile) {
  EXPECT_EQ(error_of([&] { ColumnReader reader(path()); }),
            "cannot open '" + path() + "': No such file or directory");
}

}  // namespace
}  // namespace accel::test
