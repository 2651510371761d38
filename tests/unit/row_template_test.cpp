// SPDX-License-Identifier: Apache-2.0
// Texts about rows by a template, rows in the order of a column, and what is wrong with a template
// or an order.
#include "rows/row_template.h"

#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"
#include "rows/row_order.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace accel {
namespace {

using testing::Sandbox;
using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Texts texts(const Dataset& dataset, std::string_view text) {
  const RowTemplate written(text, dataset);
  RowReader reader(dataset, written.columns());
  Numbers numbers(static_cast<std::size_t>(dataset.row_count()));
  std::iota(numbers.begin(), numbers.end(), 0);
  Texts made;
  each_row(reader, dataset, numbers, [&] { made.push_back(written.text(reader)); });
  return made;
}

Numbers sorted(const Dataset& dataset, std::string_view by, bool is_reversed = false) {
  Numbers numbers(static_cast<std::size_t>(dataset.row_count()));
  std::iota(numbers.begin(), numbers.end(), 0);
  sort_rows(dataset, by, is_reversed, numbers);
  return numbers;
}

Dataset pictures(Sandbox& sandbox) {
  return sandbox
      .dataset(text("name"), float64("sharpness"), int64("n"), list<float>("mean", 2),
               list<std::uint8_t>("low", 3), json("exif"), bytes("image"), text("odd name"),
               date("day"))
      .row("a.jpg", 12.345, -7, std::vector<float>{0.1F, 127.5F},
           std::vector<std::uint8_t>{1, 2, 250}, Json{R"({"camera":"X 1","iso":[100,2.5]})"},
           Bytes(std::string_view("abc")), "{x}", Date(2024, 2, 29))
      .slice(1)
      .row("b.jpg", kNan, std::numeric_limits<std::int64_t>::max(),
           std::vector<float>{-0.04F, 1e30F}, std::vector<std::uint8_t>{255, 0, 7},
           Json{R"({"iso":null})"}, std::nullopt, "}}", Date(2024, 3, 1))
      .row(std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt,
           std::nullopt, std::nullopt, std::nullopt)
      .make();
}

TEST(RowTemplate, PutsValuesIntoText) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  EXPECT_EQ(texts(dataset, "plain"), (Texts{"plain", "plain", "plain"}));
  EXPECT_EQ(texts(dataset, ""), (Texts{"", "", ""}));
  EXPECT_EQ(texts(dataset, "{name}: {sharpness:.1f}!"),
            (Texts{"a.jpg: 12.3!", "b.jpg: NaN!", "-: -!"}));
  EXPECT_EQ(texts(dataset, "{sharpness} {n} {mean} {low}"),
            (Texts{"12.345 -7 [0.1,127.5] [1,2,250]",
                   "NaN 9223372036854775807 [-0.04,1e+30] [255,0,7]", "- - - -"}));
  EXPECT_EQ(texts(dataset, "{image} {day} { name }")[0], "3 bytes 2024-02-29 a.jpg");
}

TEST(RowTemplate, WritesDigitsAfterThePoint) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  EXPECT_EQ(texts(dataset, "{n:.0f} {n:.2f}"),
            (Texts{"-7 -7.00", "9223372036854775807 9223372036854775807.00", "- -"}));
  EXPECT_EQ(texts(dataset, "{sharpness:.20f}")[0], "12.34500000000000063949");
  EXPECT_EQ(texts(dataset, "{mean[1]:.0f}"),
            (Texts{"128", "1000000015047466219876688855040", "-"}));
}

TEST(RowTemplate, TakesPartsOfListsAndJson) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  EXPECT_EQ(texts(dataset, "{mean[0]} {low[2]}"), (Texts{"0.1 250", "-0.04 7", "- -"}));
  EXPECT_EQ(texts(dataset, "{low[0]:.1f}"), (Texts{"1.0", "255.0", "-"}));
  EXPECT_EQ(texts(dataset, "{exif.camera} {exif.iso[0]:.1f} {exif.iso[1]}"),
            (Texts{"X 1 100.0 2.5", "- - -", "- - -"}));
  EXPECT_EQ(texts(dataset, "{exif.iso} {exif.camera:.1f}"), (Texts{"[100,2.5] X 1", "- -", "- -"}));
}

TEST(RowTemplate, DoublesBracesAndQuotesNames) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  EXPECT_EQ(texts(dataset, "{{{name}}} {{}}"), (Texts{"{a.jpg} {}", "{b.jpg} {}", "{-} {}"}));
  EXPECT_EQ(texts(dataset, "{`odd name`}"), (Texts{"{x}", "}}", "-"}));
}

TEST(RowTemplate, ReportsWhatIsWrongAndWhere) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  const auto expect = [&](std::string_view text, const std::string& wanted) {
    EXPECT_EQ(message([&] { RowTemplate(text, dataset); }), wanted) << text;
  };
  expect("a {name", "'{' has no closing '}'; write '{{' for a brace, at character 3 of 'a {name'");
  expect("{", "expected a column, found the end, at character 2 of '{'");
  expect("{}", "expected a column, found '}', at character 2 of '{}'");
  expect("a } b", "'}' has no '{' before it; write '}}' for a brace, at character 3 of 'a } b'");
  expect("{name n}", "expected ':' or '}', found 'n', at character 7 of '{name n}'");
  for (const std::string_view format :
       {"1f", ".f", ".1d", ".1", "", ".-1f", ".21f", "05.1f", ".1f "}) {
    const std::string written = "{n:" + std::string(format) + "}";
    expect(written, "'" + std::string(format) +
                        "' is not a format; write .2f for two digits after the point, at most 20, "
                        "at character 4 of '" +
                        written + "'");
  }
  expect("{name:.1f}",
         "column 'name' (text) is not a number, and has no digits to write, at character 2 of "
         "'{name:.1f}'");
  expect("{mean:.1f}",
         "column 'mean' (list<float32, 2>) is not a number, and has no digits to write, at "
         "character 2 "
         "of '{mean:.1f}'");
  expect("{mean[2]}",
         "column 'mean' (list<float32, 2>) does not reach that far, at character 2 of '{mean[2]}'");
  EXPECT_EQ(message([&] {
              RowTemplate("{nam}", dataset);
            }).find("has no column 'nam' (did you mean 'name'?); it has name, "),
            message([&] { RowTemplate("{nam}", dataset); }).find("has no column"));
}

TEST(RowOrder, SortsNumbersWithNanAndAbsentOnesLast) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(float64("x"), int64("n"))
                              .row(2, 9)
                              .row(kNan, 8)
                              .row(-kInfinity, 9)
                              .slice(1)
                              .row(std::nullopt, std::nullopt)
                              .row(2, 8)
                              .row(1, (1LL << 53) + 1)
                              .row(kInfinity, 1LL << 53)
                              .make();
  EXPECT_EQ(sorted(dataset, "x"), (Numbers{2, 5, 0, 4, 6, 1, 3}));
  EXPECT_EQ(sorted(dataset, "x", true), (Numbers{6, 0, 4, 5, 2, 1, 3}));
  EXPECT_EQ(sorted(dataset, "n"), (Numbers{1, 4, 0, 2, 6, 5, 3}));
}

TEST(RowOrder, SortsTextsPartsAndJson) {
  Sandbox sandbox;
  const Dataset dataset =
      sandbox
          .dataset(text("odd name"), list<std::uint8_t>("low", 2), json("j"), boolean("good"),
                   date("day"))
          .row("b", std::vector<std::uint8_t>{0, 200}, Json{R"({"v":"t"})"}, true, Date(2024, 3, 1))
          .row("B", std::vector<std::uint8_t>{0, 3}, Json{R"({"v":7})"}, false, Date(2024, 2, 29))
          .row("a", std::vector<std::uint8_t>{0, 4}, Json{R"({"v":[1]})"}, true, Date(1969, 1, 1))
          .row("", std::vector<std::uint8_t>{0, 255}, Json{R"({"v":6.5})"}, false, std::nullopt)
          .make();
  EXPECT_EQ(sorted(dataset, "odd name"), (Numbers{3, 1, 2, 0}));
  EXPECT_EQ(sorted(dataset, "`odd name`", true), (Numbers{0, 2, 1, 3}));
  EXPECT_EQ(sorted(dataset, "low[1]"), (Numbers{1, 2, 0, 3}));
  EXPECT_EQ(sorted(dataset, "j.v"), (Numbers{3, 1, 0, 2}));
  EXPECT_EQ(sorted(dataset, "good"), (Numbers{1, 3, 0, 2}));
  EXPECT_EQ(sorted(dataset, "day"), (Numbers{2, 1, 0, 3}));
}

TEST(RowOrder, SortsChosenRowsOnly) {
  Sandbox sandbox;
  const Dataset dataset = sandbox.dataset(int64("n")).row(3).row(2).slice(1).row(1).row(0).make();
  Numbers numbers{0, 2};
  sort_rows(dataset, "n", false, numbers);
  EXPECT_EQ(numbers, (Numbers{2, 0}));
}

TEST(RowOrder, ReportsWhatHasNoOrder) {
  Sandbox sandbox;
  const Dataset dataset = pictures(sandbox);
  const auto expect = [&](std::string_view by, const std::string& wanted) {
    EXPECT_NE(message([&] { sorted(dataset, by); }).find(wanted), std::string::npos)
        << message([&] { sorted(dataset, by); });
  };
  expect("image", "column 'image' (bytes) has no order");
  expect("mean", "column 'mean' (list<float32, 2>) has no order");
  expect("mean[2]", "does not reach that far, at character 1 of 'mean[2]'");
  expect("sharpnes", "has no column 'sharpnes' (did you mean 'sharpness'?)");
  expect("n desc", "expected the end after a column, found 'desc', at character 3 of 'n desc'");
  expect("-n", "'-' is not expected, at character 1 of '-n'");
  expect("", "expected a column, found the end");
}

}  // namespace
}  // namespace accel
