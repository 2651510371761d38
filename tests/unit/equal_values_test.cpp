// SPDX-License-Identifier: Apache-2.0
// Which values a writer keeps of an earlier dataset.
#include "dataset/equal_values.h"

#include <accel/testing.h>

#include "base/file.h"
#include "dataset/planned_rows.h"
#include "dataset/writer.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace accel {
namespace {

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

/// A dataset with a number and a text in each row, and a writer whose values are compared.
class EqualValuesTest : public ::testing::Test {
 protected:
  void earlier(const Numbers& numbers, const Texts& texts) {
    auto maker = sandbox_.dataset(int64("n"), text("t"));
    for (std::size_t i = 0; i < numbers.size(); ++i) maker.row(numbers[i], texts[i]);
    counterpart_ = {maker.make(), {{{{0, numbers.size(), 0, 0}}}}};
  }

  SliceColumns write(const Numbers& numbers, const Texts& texts) {
    auto* state = new detail::WriterState;
    Writer writer{detail::Handle<detail::WriterState>(state)};
    state->columns = {int64("n"), text("t")};
    state->job_path = folder_.path();
    state->counterpart = &counterpart_;
    state->begin({0, 0}, 1);
    for (std::size_t i = 0; i < numbers.size(); ++i) writer.write(numbers[i], texts[i]);
    return state->finish();
  }

  /// The ranges as text: row, the earlier row, how many.
  static std::string kept(const SliceColumns& slice, std::size_t column) {
    std::string text;
    for (const KeptRows& rows : slice.columns[column].kept) {
      text += std::to_string(rows.at) + "<" + std::to_string(rows.first) + "x" +
              std::to_string(rows.rows) + " ";
    }
    return text;
  }

  testing::Sandbox sandbox_{1};
  TemporaryFolder folder_;
  Counterpart counterpart_;
};

TEST_F(EqualValuesTest, KeepTheirPlaceColumnByColumn) {
  earlier({1, 2, 3, 4}, {"a", "b", "c", "d"});
  const SliceColumns slice = write({1, 2, 9, 4}, {"a", "x", "c", "d"});
  EXPECT_EQ(slice.rows, 4U);
  EXPECT_EQ(kept(slice, 0), "0<0x2 3<3x1 ");
  EXPECT_EQ(kept(slice, 1), "0<0x1 2<2x2 ");
  EXPECT_EQ(slice.columns[0].files.at(0).rows, 1);
  EXPECT_EQ(*slice.columns[0].files.at(0).min, Value(9));
  EXPECT_EQ(*slice.columns[0].holds[0].min, Value(1));
  EXPECT_EQ(*slice.columns[0].holds[0].max, Value(4));
}

TEST_F(EqualValuesTest, NeedNoFileIfAllAreEqual) {
  earlier({1, 2}, {"a", "b"});
  const SliceColumns slice = write({1, 2}, {"a", "c"});
  EXPECT_TRUE(slice.columns[0].files.empty());
  EXPECT_FALSE(exists(column_path(folder_.path(), "default", "n", Share{0})));
  EXPECT_TRUE(exists(column_path(folder_.path(), "default", "t", Share{0})));
}

TEST_F(EqualValuesTest, AreLookedForWhereTheRowWas) {
  earlier({1, 2, 3}, {"a", "b", "c"});
  counterpart_.rows = {{{{0, 1, 0, 2}, {2, 1, 0, 0}}}, {{{0, 3, 0, 1}}}};
  const SliceColumns slice = write({3, 3, 3}, {"b", "c", "a"});
  EXPECT_EQ(kept(slice, 0), "0<2x1 1<2x1 ");  // of row 2, the earlier row 0 has another value
  EXPECT_EQ(kept(slice, 1), "0<1x2 2<0x1 ");  // the second list has rows 0 and 1
}

TEST_F(EqualValuesTest, OfFewRowsAreWrittenOnceThereAreManySuchRuns) {
  Numbers numbers;
  Texts texts;
  for (int i = 0; i < 1000; ++i) {
    numbers.push_back(i);
    texts.push_back(i % 2 == 0 ? std::string(2000, 'x') : "short");
  }
  earlier(numbers, texts);
  for (std::size_t i = 1; i < 800; i += 2) numbers[i] = -1;
  for (std::size_t i = 1; i < 800; i += 2) texts[i] += "!";
  const SliceColumns slice = write(numbers, texts);
  EXPECT_EQ(slice.columns[0].kept.size(), 65U);  // 64 short runs, and the long one at the end
  EXPECT_EQ(slice.columns[0].kept.back().at, 800U);
  EXPECT_EQ(slice.columns[0].files.at(0).rows, 800 - 64);
  EXPECT_EQ(slice.columns[1].kept.size(), 401U);  // a large value is a long run
  // Rows that were equal but are written have their values.
  ColumnReader reader(column_path(folder_.path(), "default", "n", Share{0}));
  const detail::Batch batch = reader.batch(0);
  const auto* written = static_cast<const std::int64_t*>(batch.values);
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const std::int64_t number = row < 64 ? -1 : (row - 64) % 2 == 0 ? 64 + row : -1;
    ASSERT_EQ(written[row], number) << row;
  }
}

TEST_F(EqualValuesTest, AreNotLookedForIfTheFirstDiffer) {
  Numbers numbers(600, 7);
  const Texts texts(600, "t");
  earlier(numbers, texts);
  std::fill_n(numbers.begin(), 255, 8);
  EXPECT_EQ(kept(write(numbers, texts), 0), "255<255x345 ");
  numbers[255] = 8;
  EXPECT_EQ(kept(write(numbers, texts), 0), "");
}

TEST_F(EqualValuesTest, AreNotThoseOfAnotherTypeOrOfAParent) {
  auto maker = sandbox_.dataset(int32("n"), text("t"));
  maker.row(1, "a");
  counterpart_ = {maker.make(), {{{{0, 1, 0, 0}}}}};
  SliceColumns slice = write({1}, {"a"});
  EXPECT_EQ(kept(slice, 0), "");
  EXPECT_EQ(kept(slice, 1), "0<0x1 ");
  counterpart_.dataset.state()->manifest.columns[1].owner.job = "another-0";
  slice = write({1}, {"a"});
  EXPECT_EQ(kept(slice, 1), "");
}

TEST_F(EqualValuesTest, AreCountedAsTheMapGoes) {
  earlier({0, 1, 2, 3, 4, 5, 6, 7}, Texts(8, "t"));
  set_planned_rows({{"default", {{{1, 3}, {4, 5}, {6, 8}}, false, {}}}});
  const SliceColumns slice = write({1, 2, 4, 6, 8}, Texts(5, "t"));
  set_planned_rows({});
  EXPECT_EQ(kept(slice, 0), "0<1x2 2<4x1 3<6x1 ");
}

TEST_F(EqualValuesTest, AreNotLookedForOutsideOfTheDataset) {
  earlier({1, 2}, {"a", "b"});
  counterpart_.rows = {{{{0, 1, 0, 2}, {1, 1, 1, 0}, {2, 1, 0, 1}}}};
  EXPECT_EQ(kept(write({1, 2, 2}, {"a", "b", "b"}), 0), "2<1x1 ");
}

TEST_F(EqualValuesTest, OfADamagedFileAreNotKept) {
  earlier({1, 2}, {"a", "b"});
  const detail::DatasetState& state = *counterpart_.dataset.state();
  const std::string path = column_path(state.workdirs.job_path(state.reference.job),
                                       state.reference.dataset, "n", Share{0});
  write_file(path, std::string(read_file(path).size(), '\0'));
  const SliceColumns slice = write({1, 2}, {"a", "b"});
  EXPECT_EQ(kept(slice, 0), "");
  EXPECT_EQ(slice.columns[0].files.at(0).rows, 2);
  EXPECT_EQ(kept(slice, 1), "0<0x2 ");
}

}  // namespace
}  // namespace accel
