// SPDX-License-Identifier: Apache-2.0
// Lists of parts as text, and columns that are read through them.
#include "dataset/part_list.h"

#include <accel/testing.h>

#include "base/file.h"
#include "dataset/dataset.h"
#include "view/dataset_view.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

const Digest kA{1, 2}, kB{3, 4}, kC{5, 6};

ColumnParts two_files() {
  return {{{"n.0.arrow", 10, 0, 500, kA}, {"kept/b.arrow", 7, 1, 400, kB}},
          {{{0, 0, 10, 0, 0}, {1, 2, 5, 1, 2}}, {}, {{1, 0, 2, 0, 3}}}};
}

std::string failure(const std::string& text) {
  try {
    parse_part_list(text, "parts.tsv");
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string with_part(const std::string& part) {
  return "parts\t1\nfile\tn\tn.0.arrow\t10\t0\t500\t" + kA.hex() + "\ncolumns\tn\nslice\t0\n" +
         part + "\n";
}

TEST(PartList, IsReadAsItWasWritten) {
  PartLists lists;
  lists["n"] = two_files();
  lists["a\tb"] = two_files();
  lists["other"] = {{{"other.0.arrow", 17, 0, 99, kB}},
                    {{{0, 0, 15, 0, 0}}, {}, {{0, 15, 2, 0, 15}}}};
  const std::string text = part_list_text(lists);
  const PartLists read = parse_part_list(text, "parts.tsv");
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(part_list_text(read), text);
  EXPECT_NE(text.find("columns\ta\\tb\tn\n"), std::string::npos) << "columns share a list";
  EXPECT_EQ(read.at("n").files[1].name, "kept/b.arrow");
  EXPECT_EQ(read.at("n").slices[2][0].origin_first, 3U);
}

TEST(PartList, IsRejectedWhereItIsNotWhatIsWritten) {
  EXPECT_EQ(failure(with_part("part\t0\t0\t10")), "no error");
  EXPECT_EQ(failure(""), "parts.tsv: line 0 is not a list of parts of a known format");
  EXPECT_EQ(failure("parts\t2\n"), "parts.tsv: line 1 is not a list of parts of a known format");
  EXPECT_EQ(failure("parts\t1"), "parts.tsv: line 1 is cut short");
  EXPECT_EQ(failure(with_part("part\t0\t1\t10")), "parts.tsv: line 5 is outside its file");
  EXPECT_EQ(failure(with_part("part\t0\t18446744073709551615\t2")),
            "parts.tsv: line 5 is outside its file");
  EXPECT_EQ(failure(with_part("part\t0\t0\t0")), "parts.tsv: line 5 is outside its file");
  EXPECT_EQ(failure(with_part("part\t1\t0\t1")), "parts.tsv: line 5 refers to an unknown file");
  EXPECT_EQ(failure(with_part("part\t0\t-1\t1")),
            "parts.tsv: line 5 has a field that is not a number");
  EXPECT_EQ(failure(with_part("part\t0\t0")), "parts.tsv: line 5 has too few fields");
  EXPECT_EQ(failure(with_part("part\t0\t0\t1\t0\t0\t0")), "parts.tsv: line 5 has too many fields");
  EXPECT_EQ(failure(with_part("slice\t7")), "parts.tsv: line 5 is not the next slice");
  EXPECT_EQ(failure("parts\t1\nfile\tn\t../../x\t1\t0\t1\t" + kA.hex() + "\n"),
            "parts.tsv: line 2 names a file outside the folder");
}

TEST(Identities, MergeNeighboursWhereverTheyAreKept) {
  const ColumnParts whole = {{{"x", 10, 0, 1, kA}}, {{{0, 0, 10, 0, 0}}}};
  const ColumnParts cut = {{{"x", 10, 0, 1, kA}, {"copy", 6, 0, 1, kB}},
                           {{{0, 0, 4, 0, 0}, {1, 0, 6, 0, 4}}}};
  const ColumnParts swapped = {{{"x", 10, 0, 1, kA}}, {{{0, 4, 6, 0, 4}, {0, 0, 4, 0, 0}}}};
  EXPECT_EQ(identities(whole, 0), identities(cut, 0));
  EXPECT_NE(identities(whole, 0), identities(swapped, 0));
}

std::vector<std::uint64_t> described(const std::vector<Part>& parts) {
  std::vector<std::uint64_t> numbers;
  for (const Part& part : parts) {
    numbers.insert(numbers.end(),
                   {part.file, part.first, part.rows, part.origin, part.origin_first});
  }
  return numbers;
}

TEST(PartsBuilder, TakesTheRowsOfARangeFromEachPartThatHoldsSome) {
  const ColumnParts source = {
      {{"n.0.arrow", 10, 0, 500, kA}, {"n.1.arrow", 7, 1, 400, kB}, {"", 9, 0, 1, kC}},
      {{{0, 0, 4, 0, 0}, {1, 5, 0, 1, 5}, {1, 2, 5, 2, 3}, {0, 4, 6, 0, 4}}, {{1, 0, 2, 1, 0}}}};
  PartsBuilder builder(3);
  builder.add(0, source, 0, 3, 7);
  builder.add(0, source, 1, 1, 1);
  builder.add(1, source, 0, 10, 2);
  builder.add(1, source, 0, 12, 3);
  builder.add(1, source, 0, 0, 0);
  const ColumnParts made = builder.take();
  ASSERT_EQ(made.files.size(), 3U);
  EXPECT_EQ(made.files[0].name, "kept/" + kA.hex() + ".arrow");
  EXPECT_EQ(made.files[1].name, "kept/" + kB.hex() + ".arrow");
  EXPECT_EQ(made.files[2].name, "") << "only the place that rows were copied from";
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(described(made.slices[0]),
            (Numbers{0, 3, 1, 0, 3, 1, 2, 5, 2, 3, 0, 4, 1, 0, 4, 1, 1, 1, 1, 1}));
  EXPECT_EQ(described(made.slices[1]), (Numbers{0, 5, 5, 0, 5})) << "neighbours are one part";
  EXPECT_EQ(described(made.slices[2]), Numbers{});
}

/// Takes many minutes if each range costs as much as there are parts.
TEST(PartsBuilder, IsQuickWithAnyNumberOfPartsAndRanges) {
  constexpr std::uint64_t kParts = 1'000'000;
  ColumnParts source = {{{"n.0.arrow", 2 * kParts, 0, 1, kA}}, {{}}};
  for (std::uint64_t i = 0; i < kParts; ++i) source.slices[0].push_back({0, 2 * i, 1, 0, 2 * i});
  PartsBuilder builder(1);
  for (std::uint64_t i = kParts; i-- > 0;) builder.add(0, source, 0, i, 1);
  const ColumnParts made = builder.take();
  ASSERT_EQ(made.slices[0].size(), kParts);
  for (std::uint64_t i = 0; i < kParts; ++i) {
    ASSERT_EQ(made.slices[0][i].first, 2 * (kParts - 1 - i));
  }
}

/// A job whose dataset holds 0, 1, ... in `n` and absent in every third row of `m`.
class Sliced : public ::testing::Test {
 protected:
  Dataset with_parts(const std::vector<std::vector<Part>>& slices) {
    auto maker = sandbox_.dataset(int64("n"), int64("m"), text("t"));
    for (int i = 0; i < kRows; ++i) {
      maker.row(i, i % 3 == 0 ? std::nullopt : std::optional<std::int64_t>(i), std::to_string(i));
    }
    const Dataset plain = maker.make();
    detail::DatasetState& state = *plain.state();
    state.manifest.rows.clear();
    for (ManifestColumn& column : state.manifest.columns) {
      column.parts.slices = slices;
      column.absent.assign(slices.size(), 0);
    }
    for (std::size_t i = 0; i < slices.size(); ++i) {
      state.manifest.rows.push_back(state.manifest.columns[0].parts.rows(i));
    }
    return plain;
  }

  static constexpr int kRows = 200'000;  // several batches
  testing::Sandbox sandbox_;
};

TEST_F(Sliced, RowsComeInTheOrderOfTheParts) {
  const Dataset dataset =
      with_parts({{{0, 150'000, 50'000, 0, 0}, {0, 7, 3, 0, 0}}, {}, {{0, 0, 150'000, 0, 0}}});
  ASSERT_EQ(dataset.row_count(), 200'003);
  std::int64_t row = 0;
  const auto wanted = [](std::int64_t i) {
    return i < 50'000 ? 150'000 + i : i < 50'003 ? i - 50'000 + 7 : i - 50'003;
  };
  for (const auto [n, m, t] : dataset.rows(int64("n"), maybe(int64("m")), text("t"))) {
    ASSERT_EQ(n, wanted(row));
    ASSERT_EQ(m, n % 3 == 0 ? std::nullopt : std::optional(n));
    ASSERT_EQ(t, std::to_string(n));
    ++row;
  }
  EXPECT_EQ(row, 200'003);
}

TEST_F(Sliced, SpansAreCutToTheParts) {
  const Dataset dataset = with_parts({{{0, 10, 5, 0, 0}, {0, 100'001, 90'000, 0, 0}}});
  std::vector<std::int64_t> values;
  for (const auto span : dataset.spans(int64("n"))) {
    values.insert(values.end(), span.begin(), span.end());
  }
  ASSERT_EQ(values.size(), 90'005U);
  EXPECT_EQ(values[4], 14);
  EXPECT_EQ(values[5], 100'001);
  std::int64_t row = 0;
  for (const auto span : dataset.spans(maybe(int64("m")))) {
    for (std::size_t i = 0; i < span.size(); ++i, ++row) {
      const std::int64_t n = row < 5 ? row + 10 : row - 5 + 100'001;
      ASSERT_EQ(span[i], n % 3 == 0 ? std::nullopt : std::optional(n));
    }
  }
  EXPECT_EQ(row, 90'005);
}

TEST_F(Sliced, AnAbsentValueOutsideAPartIsNoError) {
  const Dataset dataset = with_parts({{{0, 1, 2, 0, 0}, {0, 4, 2, 0, 0}}});
  std::vector<std::int64_t> values;
  for (const auto span : dataset.spans(int64("m"))) {
    values.insert(values.end(), span.begin(), span.end());
  }
  EXPECT_EQ(values, (std::vector<std::int64_t>{1, 2, 4, 5}));
}

TEST_F(Sliced, RowsAreCountedByWhereTheyLie) {
  const Dataset plain = with_parts({{{0, 0, 10, 0, 0}, {1, 3, 5, 1, 3}, {0, 20, 30, 2, 7}}});
  detail::DatasetState& state = *plain.state();
  for (ManifestColumn& column : state.manifest.columns) {
    column.parts.files.resize(1);
    column.parts.files.push_back({"kept/" + kB.hex() + ".arrow", 8, 0, 500, kB});
    column.parts.files.push_back({"", 40, 0, 500, kC});
  }
  const std::string job_path = state.workdirs.job_path(state.reference.job);
  write_manifest(state.manifest, state.reference.job, job_path);
  const Dataset dataset = open_dataset(state.reference, state.workdirs);
  const DatasetView view = look_at_dataset(dataset);
  ASSERT_EQ(view.columns.size(), 3U);
  for (const DatasetView::Column& column : view.columns) {
    EXPECT_EQ(column.places, (DatasetView::Places{40, 5, 3, 2}));
  }
  EXPECT_EQ(document(view)["columns"][1]["places"],
            (Document{{"own_rows", 40}, {"kept_rows", 5}, {"parts", 3}, {"files", 2}}));
  EXPECT_FALSE(look_at_dataset(dataset, PartCounts::left_out).columns[0].places);
}

TEST_F(Sliced, APlainColumnHasNoPlaces) {
  auto maker = sandbox_.dataset(int64("n"));
  maker.row(1);
  const DatasetView view = look_at_dataset(maker.make());
  EXPECT_FALSE(view.columns[0].places);
  EXPECT_FALSE(document(view)["columns"][0].contains("places"));
}

}  // namespace
}  // namespace accel
