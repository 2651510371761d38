// SPDX-License-Identifier: Apache-2.0
// Values as text and as JSON, whatever a file holds: one that another program wrote was not
// checked.
#include "rows/cells.h"

#include "rows/row_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace accel {
namespace {

std::string appended(AppendCell append, const detail::Batch& batch) {
  std::string out;
  append(batch, 0, out);
  return out;
}

std::string json_of(const ColumnSpec& spec, std::string_view value) {
  const std::int32_t offsets[] = {0, static_cast<std::int32_t>(value.size())};
  return appended(json_cell(spec), {1, nullptr, value.data(), offsets, 0});
}

template <class T>
std::string plain_of(const ColumnSpec& spec, T number) {
  return appended(plain_cell(spec), {1, nullptr, &number, nullptr, 0});
}

TEST(JsonCell, OfATextEscapesWhatATerminalObeysAndNoLetter) {
  const auto json = [](std::string_view value) { return json_of(text("t"), value); };
  EXPECT_EQ(json("a\"b\\c\nd\te"), R"("a\"b\\c\nd\te")");
  EXPECT_EQ(json("\x1b \x7f \xc2\x80 \xc2\x9f \r"), R"("\u001b \u007f \u0080 \u009f \u000d")");
  EXPECT_EQ(json("\xc2\xa0 \xc2\xbf \xc3\x82"), "\"\xc2\xa0 \xc2\xbf \xc3\x82\"");
  EXPECT_EQ(json(""), R"("")");
}

TEST(JsonCell, OfWhatIsNoUtf8IsBase64) {
  EXPECT_EQ(json_of(text("t"), "a\xff"), R"({"base64":"Yf8="})");
  EXPECT_EQ(json_of(text("t"), "\xc2"), R"({"base64":"wg=="})");
}

TEST(JsonCell, OfJsonIsOnOneLineAndTheSame) {
  const auto same = [](std::string_view value) { return json_of(json("j"), value); };
  EXPECT_EQ(same("{\n\t\"a\": \"x\\ny\\\"\"\r\n}"), R"({  "a": "x\ny\""  })");
  EXPECT_EQ(same("[\"\x7f\xc2\x9b\"]"), R"(["\u007f\u009b"])");
}

TEST(JsonCell, OfWhatIsNoJsonIsAText) {
  EXPECT_EQ(json_of(json("j"), "{\"a\":"), R"("{\"a\":")");
  EXPECT_EQ(json_of(json("j"), ""), R"("")");
  EXPECT_EQ(json_of(json("j"), "\"\xff\""), R"({"base64":"Iv8i"})");
}

TEST(PlainCell, OfARealNumberLooksLikeOne) {
  EXPECT_EQ(plain_of(float64("d"), 3.0), "3.0");
  EXPECT_EQ(plain_of(float64("d"), 0.1), "0.1");
  EXPECT_EQ(plain_of(float64("d"), 1e300), "1e+300");
  EXPECT_EQ(plain_of(float32("f"), 0.1F), "0.1");
  EXPECT_EQ(plain_of(float64("d"), -std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(plain_of(int32("i"), std::numeric_limits<std::int32_t>::min()), "-2147483648");
}

TEST(PlainCell, OfATensorIsTheListOfItsNumbers) {
  const std::uint8_t pixels[] = {0, 7, 200, 255};
  const detail::Batch batch{1, nullptr, pixels, nullptr, 4};
  const ColumnSpec spec = tensor<std::uint8_t>("p", {2, 2});
  EXPECT_EQ(appended(plain_cell(spec), batch), "[0,7,200,255]");
  EXPECT_EQ(appended(json_cell(spec), batch), "[0,7,200,255]");
  EXPECT_EQ(plain_of(uint8("n"), std::uint8_t{65}), "65");
}

std::string header_of(RowStyle style, const char* name, bool for_terminal) {
  std::string line;
  RowText(style, {text(name)}, for_terminal).add_header(line);
  return line;
}

TEST(RowText, QuotesWhatWouldEndAField) {
  EXPECT_EQ(header_of(RowStyle::csv, "a b", false), "a b\r\n");
  for (const std::string mark : {",", "\r", "\n", "\""}) {
    const std::string doubled = mark == "\"" ? "\"\"" : mark;
    EXPECT_EQ(header_of(RowStyle::csv, ("a" + mark + "b").c_str(), false),
              "\"a" + doubled + "b\"\r\n");
  }
  EXPECT_EQ(header_of(RowStyle::tsv, "a\tb\\c\x1b", false), "a\\tb\\\\c\x1b\n");
}

TEST(RowText, EscapesEachFieldOnceForATerminal) {
  EXPECT_EQ(header_of(RowStyle::tsv, "a\tb\\c\x1b", true), "a\\tb\\\\c\\x1b\n");
  EXPECT_EQ(header_of(RowStyle::csv, "a\tb\x1b", true), "a\\x09b\\x1b\r\n");
}

}  // namespace
}  // namespace accel
