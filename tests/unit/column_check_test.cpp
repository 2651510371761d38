// SPDX-License-Identifier: Apache-2.0
// What a column refuses, and in which words.
#include "column_cells.h"

namespace accel::test {
namespace {

std::string refusal(const ColumnSpec& spec, const Cell& cell, bool nullable = true) {
  const TemporaryFolder folder;
  ColumnWriter writer(folder.path() + "/c.arrow", spec, nullable);
  const std::string error = error_of([&] { writer.check(cell); });
  const ColumnFile file = writer.finish();
  EXPECT_EQ(file.rows, 0) << "check() changes nothing";
  return error;
}

TEST(ColumnCheck, NamesTheColumnTheTypeAndTheValue) {
  EXPECT_EQ(refusal(int32("size"), text_cell("abc")),
            "column 'size': expected int32, got text 'abc'");
  EXPECT_EQ(refusal(text("name"), bytes_cell("abc")), "column 'name': expected text, got 3 bytes");
  EXPECT_EQ(refusal(text("name"), whole_cell(-5)),
            "column 'name': expected text, got whole number -5");
  EXPECT_EQ(refusal(text("name"), json_cell("[1]")),
            "column 'name': expected text, got json '[1]'");
  EXPECT_EQ(refusal(bytes("image"), json_cell("1")),
            "column 'image': expected bytes, got json '1'");
  EXPECT_EQ(refusal(int64("n"), real_cell(1.5)), "column 'n': expected int64, got real number 1.5");
  EXPECT_EQ(refusal(int64("n"), boolean_cell(true)), "column 'n': expected int64, got bool true");
  EXPECT_EQ(refusal(boolean("b"), unsigned_cell(1)),
            "column 'b': expected bool, got whole number 1");
  EXPECT_EQ(refusal(float64("f"), date_cell(1)), "column 'f': expected float64, got a date");
  EXPECT_EQ(refusal(date("d"), datetime_cell(1)), "column 'd': expected date, got a datetime");
  EXPECT_EQ(refusal(datetime("d"), whole_cell(1)),
            "column 'd': expected datetime, got whole number 1");
}

TEST(ColumnCheck, EscapesAndShortensWhatItShows) {
  EXPECT_EQ(refusal(int32("a\nb"), text_cell("x\ny")),
            "column 'a\\x0ab': expected int32, got text 'x\\x0ay'");
  const std::string text = std::string(39, 'x') + "ä and more";
  EXPECT_EQ(refusal(int32("n"), text_cell(text)),
            "column 'n': expected int32, got text '" + std::string(39, 'x') + "'...");
}

TEST(ColumnCheck, RejectsNumbersOutOfRange) {
  EXPECT_EQ(refusal(int32("n"), whole_cell(2147483648)),
            "column 'n': whole number 2147483648 does not fit in int32");
  EXPECT_NE(refusal(int32("n"), whole_cell(-2147483649)), "");
  EXPECT_NE(refusal(int32("n"), unsigned_cell(2147483648)), "");
  EXPECT_EQ(refusal(int64("n"), unsigned_cell(9223372036854775808U)),
            "column 'n': whole number 9223372036854775808 does not fit in int64");
  EXPECT_EQ(refusal(uint64("n"), whole_cell(-1)),
            "column 'n': whole number -1 does not fit in uint64");
  EXPECT_EQ(refusal(uint8("n"), whole_cell(256)),
            "column 'n': whole number 256 does not fit in uint8");
  EXPECT_EQ(refusal(date("d"), date_cell(2147483648)),
            "column 'd': day 2147483648 does not fit in a date");
}

TEST(ColumnCheck, RejectsAnAbsentValueInAColumnThatIsNotNullable) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(refusal(sample.spec, absent(), false),
              "column '" + sample.spec.name + "': expected " + column_type_name(sample.spec) +
                  ", got an absent value, and the column is not nullable");
    EXPECT_EQ(refusal(sample.spec, absent(), true), "");
  }
}

TEST(ColumnCheck, RejectsTextThatIsNotUtf8) {
  EXPECT_EQ(refusal(text("t"), text_cell("a\xff")), "column 't': not UTF-8: 'a\\xff'");
  EXPECT_NE(refusal(text("t"), text_cell("\xed\xa0\x80")), "") << "a surrogate";
  EXPECT_EQ(refusal(bytes("b"), text_cell("a\xff")), "");
}

TEST(ColumnCheck, RejectsTextThatIsNotJson) {
  EXPECT_EQ(refusal(json("j"), text_cell("{")), "column 'j': not valid JSON: '{'");
  for (const std::string_view text :
       {std::string_view(""), std::string_view("[1,]"), std::string_view("'a'"),
        std::string_view("1 2"), std::string_view("\"\xff\""),
        std::string_view("\xEF\xBB\xBF"
                         "1"),
        std::string_view("1\0", 2), std::string_view("1\0{", 3), std::string_view("NaN")}) {
    EXPECT_NE(refusal(json("j"), json_cell(text)), "") << quote(text);
    EXPECT_NE(refusal(json("j"), text_cell(text)), "") << quote(text);
  }
  EXPECT_EQ(refusal(json("j"), bytes_cell("1")), "column 'j': expected json, got 1 byte");
}

TEST(ColumnCheck, RejectsAListOfAnotherLengthOrElement) {
  const std::vector<float> three{1, 2, 3};
  const std::vector<double> doubles{1, 2};
  EXPECT_EQ(refusal(list<float>("v", 2), list_cell(three)),
            "column 'v': expected list<float32, 2>, got list<float32, 3>");
  EXPECT_EQ(refusal(list<float>("v", 2), list_cell(doubles)),
            "column 'v': expected list<float32, 2>, got list<float64, 2>");
  EXPECT_EQ(refusal(list<float>("v", 2), real_cell(1)),
            "column 'v': expected list<float32, 2>, got real number 1");
  EXPECT_EQ(refusal(float32("f"), list_cell(three)),
            "column 'f': expected float32, got list<float32, 3>");
}

TEST(ColumnCheck, ReportsHowManyNumbersATensorNeeds) {
  const std::vector<float> numbers(12);
  EXPECT_EQ(refusal(tensor<float>("v", {3, 224, 224}), list_cell(numbers)),
            "column 'v': expected 3x224x224 = 150528 numbers, got 12");
  EXPECT_EQ(refusal(tensor<double>("v", {3, 4}), list_cell(numbers)),
            "column 'v': expected tensor<float64, 3x4>, got list<float32, 12>");
  EXPECT_EQ(refusal(tensor<float>("v", {3, 4}), list_cell(numbers)), "");
}

TEST(ColumnCheck, TakesBytesForListsOfUint8) {
  EXPECT_EQ(refusal(list<std::uint8_t>("v", 3), bytes_cell("abc")), "");
  EXPECT_EQ(refusal(list<std::uint8_t>("v", 3), bytes_cell("ab")),
            "column 'v': expected list<uint8, 3>, got 2 bytes");
  EXPECT_EQ(refusal(tensor<std::uint8_t>("v", {2, 2}), bytes_cell("ab")),
            "column 'v': expected 2x2 = 4 numbers, got 2");
  EXPECT_EQ(refusal(list<std::uint8_t>("v", 3), text_cell("abc")),
            "column 'v': expected list<uint8, 3>, got text 'abc'");
  EXPECT_EQ(refusal(list<float>("v", 3), bytes_cell("abc")),
            "column 'v': expected list<float32, 3>, got 3 bytes");
}

TEST(ColumnCheck, RejectsTextsThatOffsetsOf32BitsCannotReach) {
  Cell huge = text_cell("x");  // the size is looked at first: nothing is read
  huge.size = 2147483648;
  EXPECT_EQ(refusal(text("t"), huge),
            "column 't': a text of 2147483648 bytes is larger than 2147483647");
  huge.kind = Cell::Kind::json;
  EXPECT_EQ(refusal(json("j"), huge),
            "column 'j': a json of 2147483648 bytes is larger than 2147483647");
  huge.kind = Cell::Kind::bytes;
  EXPECT_EQ(refusal(bytes("b"), huge), "");
}

TEST(ColumnWriter, RejectsAShapeThatNoColumnCanHave) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/c.arrow";
  const auto refusal = [&](const ColumnSpec& spec) {
    return error_of([&] { ColumnWriter(path, spec, false); });
  };
  EXPECT_EQ(refusal(list<float>("v", 0)),
            "column 'v': each side of its shape must be at least 1, not 0");
  EXPECT_EQ(refusal(tensor<float>("v", {3, -1, 2})),
            "column 'v': each side of its shape must be at least 1, not 3x-1x2");
  EXPECT_EQ(refusal(tensor<float>("v", {})), "column 'v': its shape has no sides");
  EXPECT_EQ(refusal(tensor<float>("v", {65536, 32768})),
            "column 'v': a row of 65536x32768 has more than 2147483647 numbers");
  EXPECT_FALSE(exists(path));
}

}  // namespace
}  // namespace accel::test
