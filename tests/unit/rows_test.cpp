// SPDX-License-Identifier: Apache-2.0
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <numeric>

namespace accel {
namespace {

using testing::Sandbox;

TEST(Rows, OfEveryTypeComeBackAsWritten) {
  Sandbox sandbox;
  const std::vector<float> embedding = {1, 2, 3};
  const Dataset dataset = sandbox
                              .dataset(bytes("b"), text("t"), json("j"), boolean("o"), int32("i"),
                                       int64("l"), uint64("u"), float32("f"), float64("d"),
                                       date("day"), datetime("time"), list<float>("e", 3))
                              .row(Bytes(std::string_view("\0\xff", 2)), "gr\xc3\xbcn", Size{4, 3},
                                   true, -5, std::int64_t{1} << 40, ~std::uint64_t{0}, 0.5F, 0.1,
                                   Date(2024, 2, 29), DateTime(-1), embedding)
                              .make();
  int rows = 0;
  for (auto [b, t, j, o, i, l, u, f, d, day, time, e] : dataset.rows(
           bytes("b"), text("t"), json("j"), boolean("o"), int32("i"), int64("l"), uint64("u"),
           float32("f"), float64("d"), date("day"), datetime("time"), list<float>("e", 3))) {
    EXPECT_EQ(b.text(), std::string_view("\0\xff", 2));
    EXPECT_EQ(t, "gr\xc3\xbcn");
    EXPECT_EQ(j.as<Size>(), (Size{4, 3}));
    EXPECT_TRUE(o);
    EXPECT_EQ(i, -5);
    EXPECT_EQ(l, std::int64_t{1} << 40);
    EXPECT_EQ(u, ~std::uint64_t{0});
    EXPECT_EQ(f, 0.5F);
    EXPECT_EQ(d, 0.1);
    EXPECT_EQ(day.to_string(), "2024-02-29");
    EXPECT_EQ(time.microseconds, -1);
    EXPECT_TRUE(std::equal(e.begin(), e.end(), embedding.begin(), embedding.end()));
    ++rows;
  }
  EXPECT_EQ(rows, 1);
}

Dataset many(Sandbox& sandbox, int rows) {
  auto maker = sandbox.dataset(int64("n"), text("name"));
  for (int n = 0; n < rows; ++n) {
    if (n == rows / 2) maker.slice(1);
    if (n % 10 == 3) {
      maker.row(std::nullopt, "absent");
    } else {
      maker.row(n, "row " + std::to_string(n));
    }
  }
  return maker.make();
}

TEST(Rows, ThatNoLoopGoesOverHaveNoCurrentRow) {
  Sandbox sandbox;
  auto rows = many(sandbox, 3).rows(text("name"));
  for (auto name : rows.present()) {
    (void)name;
    EXPECT_TRUE(message([&] {
                  rows.row();
                }).starts_with("row() was called on rows that no loop has begun to go over"));
    EXPECT_THROW(rows.row_name(), Error);
  }
}

TEST(Rows, OfAllSlicesAreInOrderAcrossManyBatches) {
  constexpr int kRows = 300'000;
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, kRows);
  std::int64_t expected = 0;
  auto rows = dataset.rows(maybe(int64("n")), text("name"));
  for (auto [n, name] : rows) {
    ASSERT_EQ(n.value_or(expected), expected);
    ASSERT_EQ(n.has_value(), name != "absent");
    ASSERT_EQ(rows.row(), expected);
    ++expected;
  }
  EXPECT_EQ(expected, kRows);
}

TEST(Rows, StayReadableAfterTheIterationHasGoneOn) {
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, 200'000);
  std::vector<std::string_view> names;
  for (std::string_view name : dataset.rows(text("name"))) names.push_back(name);
  EXPECT_EQ(names[7], "row 7");
  EXPECT_EQ(names.back(), "row 199999");
}

TEST(Rows, CanBeReadTwice) {
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, 100);
  auto rows = dataset.rows(0, int64("n")).present();
  for (int pass = 0; pass < 2; ++pass) {
    std::int64_t sum = 0;
    for (std::int64_t n : rows) sum += n;
    EXPECT_EQ(sum, 50 * 49 / 2 - (3 + 13 + 23 + 33 + 43));
  }
}

TEST(Rows, ThatAreAbsentAreAnErrorWhenReadPlainly) {
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, 20);
  const std::string text = message([&] {
    for (std::int64_t n : dataset.rows(int64("n"))) static_cast<void>(n);
  });
  EXPECT_NE(text.find("column 'n' has no value in row 3"), std::string::npos) << text;
  EXPECT_NE(text.find(".present()"), std::string::npos) << text;
}

TEST(Rows, OfAColumnThatIsMisspeltOrOfAnotherTypeAreRejectedAtOnce) {
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, 20);
  EXPECT_EQ(message([&] { dataset.rows(text("nmae")); }),
            "dataset test-0/default has no column 'nmae' (did you mean 'name'?); it has n, name");
  EXPECT_EQ(message([&] { dataset.rows(int32("n")); }),
            "column 'n' of test-0/default is int64, read as int32");
}

TEST(Rows, OfAllSlicesHaveTheNamesOfTheirOwnSlice) {
  Sandbox sandbox(3);
  const Dataset dataset = sandbox.dataset(text("filename"))
                              .row("0.jpg")
                              .row("1.jpg")
                              .slice(2)
                              .row("2.jpg")
                              .row(std::nullopt)
                              .make();
  std::vector<std::string> names;
  auto rows = dataset.rows(maybe(text("filename")));
  for (auto name : rows) names.push_back(rows.row_name() + (name ? "" : "absent"));
  EXPECT_EQ(names, (std::vector<std::string>{"0.jpg", "1.jpg", "2.jpg", "absent"}));
  auto last = dataset.rows(2, maybe(text("filename")));
  last.begin();
  EXPECT_EQ(last.row_name(), "2.jpg");
}

TEST(Dataset, ThatWasNotGivenSaysSoWhateverItIsAsked) {
  const Dataset none;
  const std::string not_given = ": the dataset was not given\n  test it first";
  const auto refuses = [&](auto&& ask) {
    return message(ask).find(not_given) != std::string::npos;
  };
  EXPECT_TRUE(refuses([&] { none.row_count(); }));
  EXPECT_TRUE(refuses([&] { none.row_count(0); }));
  EXPECT_TRUE(refuses([&] { none.columns(); }));
  EXPECT_TRUE(refuses([&] { none.has_column("n"); }));
  EXPECT_TRUE(refuses([&] { none.name(); }));
  EXPECT_TRUE(refuses([&] { none.job(); }));
  EXPECT_TRUE(refuses([&] { none.rows(int64("n")); }));
  EXPECT_TRUE(refuses([&] { none.spans(0, int64("n")); }));
  EXPECT_EQ(none.slices(), 0);
}

TEST(Dataset, RejectsASliceThatIsNotThere) {
  Sandbox sandbox;
  const Dataset dataset = many(sandbox, 20);
  const std::string text = "dataset test-0/default has 2 slices, so slice 99 does not exist";
  EXPECT_EQ(message([&] { dataset.row_count(99); }), text);
  EXPECT_EQ(message([&] { dataset.rows(99, int64("n")); }), text);
  EXPECT_NE(message([&] { dataset.row_count(-1); }), "no error");
}

TEST(Job, ThatWasNotGivenSaysSoWhateverItIsAsked) {
  const Job none;
  const auto refuses = [&](auto&& ask) {
    return message(ask).find(": the job was not given") != std::string::npos;
  };
  EXPECT_TRUE(refuses([&] { none.method(); }));
  EXPECT_TRUE(refuses([&] { none.result(); }));
  EXPECT_TRUE(refuses([&] { none.file("x"); }));
  EXPECT_TRUE(refuses([&] { none.files(); }));
  EXPECT_TRUE(refuses([&] { none.dataset(); }));
  EXPECT_TRUE(refuses([&] { none.dataset_names(); }));
}

TEST(Writer, RejectsAValueOfTheWrongTypeAndKeepsTheRowWhole) {
  Sandbox sandbox;
  auto maker = sandbox.dataset(int32("n"), text("name"));
  maker.row(1, "one");
  EXPECT_NE(message([&] { maker.row(2, "\xff"); }).find("'name'"), std::string::npos);
  EXPECT_NE(message([&] { maker.row(std::int64_t{1} << 40, "big"); }).find("'n'"),
            std::string::npos);
  EXPECT_NE(message([&] { maker.row("2", "two"); }).find("'n'"), std::string::npos);
  EXPECT_NE(message([&] { maker.row(2); }).find("has 2 columns"), std::string::npos);
  EXPECT_EQ(maker.make().row_count(), 1);
}

}  // namespace
}  // namespace accel
