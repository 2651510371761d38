// SPDX-License-Identifier: Apache-2.0
// Which rows an expression chooses, and what is wrong with a text that is not one.
#include <accel/expression.h>
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <cmath>
#include <functional>
#include <limits>

namespace accel {
namespace {

using testing::Sandbox;
using Numbers = std::vector<std::int64_t>;

constexpr std::uint64_t kMostUnsigned = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

Numbers rows_where(const Dataset& dataset, std::string_view text) {
  Numbers numbers;
  for (const std::int64_t row : Expression(text).rows(dataset)) numbers.push_back(row);
  return numbers;
}

/// A dataset with one row for each number.
template <class T, class Make>
Dataset numbers(Sandbox& sandbox, Make&& make, const std::vector<std::optional<T>>& values) {
  auto maker = sandbox.dataset(make("x"));
  for (const auto& value : values) maker.row(value);
  return maker.make();
}

TEST(Expression, ComparesNumbersOfAllTypesExactly) {
  Sandbox sandbox;
  const Dataset whole = numbers<std::int64_t>(
      sandbox, int64, {kLeast, -1, 0, 1, (1LL << 53) + 1, kMost, std::nullopt});
  EXPECT_EQ(rows_where(whole, "x < 0"), (Numbers{0, 1}));
  EXPECT_EQ(rows_where(whole, "x < 0.5 and x > -0.5"), Numbers{2});
  EXPECT_EQ(rows_where(whole, "x == 9007199254740993"), Numbers{4});
  EXPECT_EQ(rows_where(whole, "x == 9007199254740992.0"), Numbers{});
  EXPECT_EQ(rows_where(whole, "x > 9007199254740992.0"), (Numbers{4, 5}));
  EXPECT_EQ(rows_where(whole, "x >= 9223372036854775807"), Numbers{5});
  EXPECT_EQ(rows_where(whole, "x >= 9223372036854775808"), Numbers{});
  EXPECT_EQ(rows_where(whole, "x >= 9223372036854775808.0"), Numbers{});
  EXPECT_EQ(rows_where(whole, "x == -9223372036854775808"), Numbers{0});
  EXPECT_EQ(rows_where(whole, "x = -9223372036854775808.0"), Numbers{0});
  EXPECT_EQ(rows_where(whole, "x < 18446744073709551615"), (Numbers{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(rows_where(whole, "x < 1e300 and x > -1e300"), (Numbers{0, 1, 2, 3, 4, 5}));

  const Dataset unsigned_whole = numbers<std::uint64_t>(
      sandbox, uint64, {0U, (1ULL << 63), kMostUnsigned - 1, kMostUnsigned, std::nullopt});
  EXPECT_EQ(rows_where(unsigned_whole, "x > -1"), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(rows_where(unsigned_whole, "x > -1.5"), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(rows_where(unsigned_whole, "x == 18446744073709551615"), Numbers{3});
  EXPECT_EQ(rows_where(unsigned_whole, "x >= 18446744073709551615.0"), Numbers{});  // it is 2^64
  EXPECT_EQ(rows_where(unsigned_whole, "x == 9223372036854775808.0"), Numbers{1});
  EXPECT_EQ(rows_where(unsigned_whole, "x != 9223372036854775808"), (Numbers{0, 2, 3}));
}

TEST(Expression, ComparesColumnsOfDifferentNumberTypesExactly) {
  Sandbox sandbox;
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Dataset dataset = sandbox.dataset(int64("l"), uint64("u"), float64("d"))
                              .row(kMost, static_cast<std::uint64_t>(kMost), 0x1p63)
                              .row(-1, kMostUnsigned, 0x1p64)
                              .row(kLeast, 0U, -0x1p63)
                              .row(3, 3U, 3.0)
                              .row(3, 4U, 3.5)
                              .row(-3, 4U, -3.5)
                              .row(0, 0U, -0.0)
                              .row(1, 1U, infinity)
                              .row(1, 1U, -infinity)
                              .row(1, 1U, nan)
                              .make();
  EXPECT_EQ(rows_where(dataset, "l == u"), (Numbers{0, 3, 6, 7, 8, 9}));
  EXPECT_EQ(rows_where(dataset, "l > u"), Numbers{});
  EXPECT_EQ(rows_where(dataset, "l == d"), (Numbers{2, 3, 6}));
  EXPECT_EQ(rows_where(dataset, "d == l"), (Numbers{2, 3, 6}));
  EXPECT_EQ(rows_where(dataset, "l < d"), (Numbers{0, 1, 4, 7}));
  EXPECT_EQ(rows_where(dataset, "d > l"), (Numbers{0, 1, 4, 7}));
  EXPECT_EQ(rows_where(dataset, "l > d"), (Numbers{5, 8}));
  EXPECT_EQ(rows_where(dataset, "u < d"), (Numbers{0, 1, 7}));
  EXPECT_EQ(rows_where(dataset, "d <= u"), (Numbers{2, 3, 4, 5, 6, 8}));
  // NaN is unequal to each number, itself included, and neither less nor greater.
  EXPECT_EQ(rows_where(dataset, "d != d"), Numbers{9});
  EXPECT_EQ(rows_where(dataset, "l != d and not (l < d or l > d)"), Numbers{9});
}

TEST(Expression, TakesAFractionAsTheNearestValueOfItsColumn) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(float32("f"), float64("d"), list<float>("e", 2))
                              .row(0.1F, 0.1, std::vector<float>{0, 0.1F})
                              .row(16777216.0F, 0.5, std::vector<float>{1, 2})
                              .make();
  EXPECT_EQ(rows_where(dataset, "f == 0.1 and 0.1 >= f"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "d == 0.1"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "e[1] == 0.1"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "f == 16777217"), Numbers{});  // a whole number stays as it is
  EXPECT_EQ(rows_where(dataset, "f < 1e300"), (Numbers{0, 1}));
  EXPECT_EQ(rows_where(dataset, "f == d"), Numbers{});
}

TEST(Expression, ComparesTextsDatesTimesAndBooleans) {
  Sandbox sandbox;
  const Dataset dataset =
      sandbox.dataset(text("name"), boolean("is new"), date("day"), datetime("at"), bytes("image"))
          .row("a.jpg", true, Date(2024, 2, 29), DateTime(Date(2024, 2, 29), 12, 0, 0), Bytes())
          .row("it's \"b\"", false, Date(2024, 3, 1), DateTime(Date(2024, 3, 1), 0, 0, 0),
               std::nullopt)
          .row("", true, Date(-1), DateTime(-1), Bytes())
          .row(std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt)
          .make();
  EXPECT_EQ(rows_where(dataset, "name == 'a.jpg'"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "name == 'it''s \"b\"' and name == \"it's \"\"b\"\"\""),
            Numbers{1});
  EXPECT_EQ(rows_where(dataset, "name < 'b'"), (Numbers{0, 2}));
  EXPECT_EQ(rows_where(dataset, "`is new`"), (Numbers{0, 2}));
  EXPECT_EQ(rows_where(dataset, "`is new` == false"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "not `is new`"), (Numbers{1, 3}));
  EXPECT_EQ(rows_where(dataset, "day >= '2024-02-29'"), (Numbers{0, 1}));
  EXPECT_EQ(rows_where(dataset, "'1970-01-01' > day"), Numbers{2});
  EXPECT_EQ(rows_where(dataset, "at > '2024-02-29T11:59:59.999999'"), (Numbers{0, 1}));
  EXPECT_EQ(rows_where(dataset, "at == '2024-03-01'"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "image is absent"), (Numbers{1, 3}));
  EXPECT_EQ(rows_where(dataset, "image is not absent"), (Numbers{0, 2}));
}

TEST(Expression, ComparesNumbersOfListsOfEachType) {
  Sandbox sandbox;
  const Dataset dataset =
      sandbox
          .dataset(list<std::uint8_t>("a", 2), list<std::int64_t>("b", 2),
                   list<std::uint64_t>("c", 2), list<double>("d", 2))
          .row(std::vector<std::uint8_t>{1, 255}, std::vector<std::int64_t>{-1, kMost},
               std::vector<std::uint64_t>{0, kMostUnsigned}, std::vector<double>{0.5, 0.1})
          .row(std::nullopt, std::nullopt, std::nullopt, std::nullopt)
          .make();
  for (const std::string_view text :
       {"a[0] == 1 and a[1] > 254", "b[0] < 0 and b[1] == 9223372036854775807",
        "c[1] == 18446744073709551615", "d[1] == 0.1", "a[0] > b[0] and c[1] > b[1]"}) {
    EXPECT_EQ(rows_where(dataset, text), Numbers{0}) << text;
  }
}

TEST(Expression, IsFalseWhereAComparedValueIsAbsent) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(int64("a"), int64("b"))
                              .row(1, 1)
                              .row(1, std::nullopt)
                              .row(std::nullopt, std::nullopt)
                              .make();
  EXPECT_EQ(rows_where(dataset, "a == b"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "a != b"), Numbers{});
  EXPECT_EQ(rows_where(dataset, "a <= b or b <= a"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "not a == b"), (Numbers{1, 2}));
  EXPECT_EQ(rows_where(dataset, "b is absent and a is not absent"), Numbers{1});
}

TEST(Expression, BindsNotBeforeAndBeforeOr) {
  Sandbox sandbox;
  auto maker = sandbox.dataset(boolean("a"), boolean("b"), boolean("c"));
  for (int row = 0; row < 8; ++row) maker.row((row & 4) != 0, (row & 2) != 0, (row & 1) != 0);
  const Dataset dataset = maker.make();
  const auto expect = [&](std::string_view text, const std::function<bool(bool, bool, bool)>& f) {
    Numbers wanted;
    for (int row = 0; row < 8; ++row) {
      if (f((row & 4) != 0, (row & 2) != 0, (row & 1) != 0)) wanted.push_back(row);
    }
    EXPECT_EQ(rows_where(dataset, text), wanted) << text;
  };
  expect("a or b and c", [](bool a, bool b, bool c) { return a || (b && c); });
  expect("(a or b) and c", [](bool a, bool b, bool c) { return (a || b) && c; });
  expect("not a and b or c", [](bool a, bool b, bool c) { return (!a && b) || c; });
  expect("not (a and b or c)", [](bool a, bool b, bool c) { return !((a && b) || c); });
  expect("NOT not a AND b or c and true", [](bool a, bool b, bool c) { return (a && b) || c; });
  expect("a == b or false", [](bool a, bool b, bool) { return a == b; });
}

TEST(Expression, ReachesIntoJsonAndLists) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(json("shape"), list<std::int32_t>("sides", 2))
                              .row(Size{800, 600}, std::vector<std::int32_t>{800, 600})
                              .row(Json{R"({"w":800.5,"tags":["x",null,{"a b":true}]})"},
                                   std::vector<std::int32_t>{1, 2})
                              .row(Json{"18446744073709551615"}, std::nullopt)
                              .row(std::nullopt, std::nullopt)
                              .make();
  EXPECT_EQ(rows_where(dataset, "shape[0] > 700"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "shape.w > 800"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "shape.tags[0] = 'x'"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "shape . tags [ 2 ] . `a b`"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "shape.tags[1] is absent"), (Numbers{0, 1, 2, 3}));
  EXPECT_EQ(rows_where(dataset, "shape is absent"), Numbers{3});
  EXPECT_EQ(rows_where(dataset, "shape.tags is not absent"), Numbers{1});
  EXPECT_EQ(rows_where(dataset, "shape == 18446744073709551615"), Numbers{2});
  EXPECT_EQ(rows_where(dataset, "shape != 1"), Numbers{2});  // other kinds are as absent
  EXPECT_EQ(rows_where(dataset, "shape[0] == shape[0]"), Numbers{0});
  EXPECT_EQ(rows_where(dataset, "sides[1] == 600 and sides[0] == shape[0]"), Numbers{0});
}

TEST(Expression, ReadsTheColumnsThatItNamesAlone) {
  const Expression expression("b > 1 and (a.x = 'c' or b is absent) and `not` < 2");
  EXPECT_EQ(expression.columns(), (std::vector<std::string>{"b", "a", "not"}));
  EXPECT_TRUE(Expression("1 < 2").columns().empty());
}

TEST(Expression, WithoutColumnsIsTrueForAllRowsOrNone) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(int64("a")).row(1).slice(1).row(2).make();
  EXPECT_EQ(rows_where(dataset, "true"), (Numbers{0, 1}));
  EXPECT_EQ(rows_where(dataset, "2 < 1.5"), Numbers{});
}

TEST(Expression, FindsRowsOfManyBatchesInAnyOrder) {
  constexpr std::int64_t kRows = 300'000;
  Sandbox sandbox;
  auto maker = sandbox.dataset(int64("n"), text("name"));
  for (std::int64_t n = 0; n < kRows; ++n) {
    if (n == kRows / 2) maker.slice(1);
    maker.row(n, "row " + std::to_string(n));
  }
  const Dataset dataset = maker.make();
  EXPECT_EQ(rows_where(dataset, "n >= 299999 or name = 'row 150000'"), (Numbers{150'000, 299'999}));
  MatchingRows rows = Expression("n < 7 or name == 'row 200000'").rows(dataset);
  for (const auto& [row, is_match] : std::vector<std::pair<std::int64_t, bool>>{
           {200'000, true}, {6, true}, {7, false}, {299'999, false}, {200'000, true}, {0, true}}) {
    EXPECT_EQ(rows.contains(row), is_match) << row;
  }
  Numbers in_slice;
  for (const std::int64_t row : Expression("n = 150001").rows(dataset, 1)) in_slice.push_back(row);
  EXPECT_EQ(in_slice, Numbers{1});
}

TEST(Expression, ReportsWhatWasExpectedAndWhere) {
  const auto expect = [](std::string_view text, const std::string& wanted) {
    EXPECT_EQ(message([&] { Expression{text}; }), wanted) << text;
  };
  expect("a > and b",
         "expected a column, a number or a text, found 'and', at character 5 of "
         "'a > and b'");
  expect(
      "gr\xc3\xb6\xc3\x9f"
      "e >",
      "expected a column, a number or a text, found the end, at "
      "character 8 of 'gr\xc3\xb6\xc3\x9f"
      "e >'");
  expect("", "expected a column, a number or a text, found the end, at character 1 of ''");
  expect("a > 1 b", "expected 'and', 'or' or the end, found 'b', at character 7 of 'a > 1 b'");
  expect("(a > 1", "expected 'and', 'or' or ')', found the end, at character 7 of '(a > 1'");
  expect("1 < a < 2",
         "expected 'and', 'or' or the end: one comparison at a time, found '<', at "
         "character 7 of '1 < a < 2'");
  expect("a is 1", "expected 'absent' or 'not absent', found '1', at character 6 of 'a is 1'");
  expect("1 is absent",
         "expected a comparison: only a column may be absent, found 'is', at character 3 of "
         "'1 is absent'");
  expect("a && b", "'&' is not expected; write 'and', at character 3 of 'a && b'");
  expect("a == 'b", "the text has no closing ', at character 6 of 'a == 'b'");
  expect("a > 12px",
         "'12px' is not a number, or is too large or too small, at character 5 of "
         "'a > 12px'");
  expect("a > 1e999",
         "'1e999' is not a number, or is too large or too small, at character 5 of "
         "'a > 1e999'");
  expect("a[-1] > 1", "expected a whole number from 0, found '-1', at character 3 of 'a[-1] > 1'");
}

TEST(Expression, ReportsThePlaceInALongText) {
  std::string text = "a == 0";
  for (int i = 0; i < 1000; ++i) text += " or a == " + std::to_string(i);
  const std::string error = message([&] { Expression{text + " or a ! 7"}; });
  EXPECT_NE(error.find(", at character " + std::to_string(text.size() + 7) + ", near '"),
            std::string::npos)
      << error;
  EXPECT_LT(error.size(), 200U);
}

TEST(Expression, IsLimitedInLengthAndDepth) {
  const auto nested = [](int depth, std::string_view open, std::string_view close) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += open;
    text += "true";
    for (int i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(message([&] { Expression(nested(100, "(", ")")); }), "no error");
  EXPECT_NE(message([&] { Expression(nested(101, "(", ")")); }).find("nested more than 100 deep"),
            std::string::npos);
  EXPECT_NE(message([&] { Expression(nested(10'000, "not ", "")); }).find("more than 100 deep"),
            std::string::npos);
  EXPECT_EQ(message([&] { Expression(nested(8'000, "true or ", "")); }), "no error");
  EXPECT_EQ(message([&] { Expression(nested(200, "(not true) or ", "")); }), "no error");
  EXPECT_NE(message([&] { Expression(nested(9'000, "true or ", "")); }).find("more than 65536"),
            std::string::npos);
}

TEST(Expression, ReportsWhatCannotBeComparedBeforeARowIsRead) {
  Sandbox sandbox;
  const Dataset dataset = sandbox
                              .dataset(int32("width"), text("name"), date("day"), bytes("image"),
                                       boolean("good"), list<float>("e", 2), datetime("at"))
                              .make();  // without rows
  const auto expect = [&](std::string_view text, const std::string& wanted) {
    const std::string error = message([&] { Expression(text).rows(dataset, 0); });
    EXPECT_NE(error.find(wanted), std::string::npos) << error;
  };
  expect("widht > 1", "has no column 'widht' (did you mean 'width'?); it has width, name");
  expect("good and name < 700",
         "cannot compare column 'name' (text) with the number 700, at character 10 of");
  expect("'x' == width", "cannot compare the text 'x' with column 'width' (int32), at character 1");
  expect("name == width", "column 'name' (text) with column 'width' (int32)");
  expect("day > 5", "cannot compare column 'day' (date) with the number 5");
  expect("day > at", "cannot compare column 'day' (date) with column 'at' (datetime)");
  expect("day > 'soon'", "expected a date like 2024-02-29, got 'soon'");
  expect("width == true", "cannot compare column 'width' (int32) with true");
  expect("good < true", "true and false have no order");
  expect("image == 'x'", "column 'image' (bytes) cannot be compared, only be absent or not");
  expect("e > 1", "column 'e' (list<float32, 2>) cannot be compared");
  expect("e[2] > 1", "column 'e' (list<float32, 2>) does not reach that far, at character 1");
  expect("e.x > 1", "has numbers: write [0] for the first");
  expect("width[0] > 1", "column 'width' (int32) has no parts: only json and lists do");
  expect("good or width", "expected a comparison after column 'width' (int32), at character 14");
  expect("1 and good", "expected a comparison after the number 1");
}

}  // namespace
}  // namespace accel
