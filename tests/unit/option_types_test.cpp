// SPDX-License-Identifier: Apache-2.0
#include <accel/convert.h>
#include <accel/urd.h>

#include "method/description.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

enum class Mode { fast, good };
ACCEL_ENUM(Mode, fast, good)
struct Crop {
  int left = 1;
  double scale = 2;
};
ACCEL_FIELDS(Crop, left, scale)

template <class T>
std::string typed(const Value& given, const T& default_value = {}) {
  return typed_value(given, Convert<T>::type(), to_value(default_value)).json();
}
template <class T>
std::string refusal(const Value& given) {
  try {
    return "taken: " + typed<T>(given);
  } catch (const Error& error) {
    return error.message();
  }
}

/// What a script's braces become, by either compiler.
Value braces(const Arguments& arguments) { return arguments.list().at(0).value(); }

TEST(Braces, AreListsOfAnyDepth) {
  const Value one = 7;
  EXPECT_EQ(braces({{"x", {640, 338}}}).json(), "[640,338]");
  EXPECT_EQ(braces({{"x", {one}}}).json(), "[7]");
  EXPECT_EQ(braces({{"x", one}}).json(), "7");
  EXPECT_EQ(braces({{"x", {}}}).json(), "[]");
  EXPECT_EQ(braces({{"x", {{"a", 1}, {"b", 2}}}}).json(), R"([["a",1],["b",2]])");
  EXPECT_EQ(braces({{"x", {{1}}}}).json(), "[[1]]");
  EXPECT_EQ(braces({{"a", "b"}}).json(), "\"b\"");
  EXPECT_EQ(braces({{"x", std::vector<std::string>{"a", "b"}}}).json(), R"(["a","b"])");
  EXPECT_EQ(braces({{"x", Mode::good}}).json(), "\"good\"");
}

TEST(OptionTypes, TakeNumbersStrictly) {
  EXPECT_EQ(typed<int>(7), "7");
  EXPECT_EQ(typed<double>(7), "7.0");
  EXPECT_EQ(refusal<int>(7.0), "expected a whole number (int32), got 7.0");
  EXPECT_EQ(refusal<int>("7"), "expected a whole number (int32), got text '7'");
  EXPECT_EQ(refusal<int>(true), "expected a whole number (int32), got true");
  EXPECT_EQ(refusal<unsigned>(-1), "expected a whole number (uint32), got -1");
  EXPECT_EQ(refusal<std::int8_t>(128), "expected a whole number (int8), got 128");
  EXPECT_EQ(refusal<bool>(1), "expected true or false, got 1");
}

TEST(OptionTypes, SuggestTheWordOfAnEnumeration) {
  EXPECT_EQ(typed<Mode>("good"), "\"good\"");
  EXPECT_EQ(refusal<Mode>("god"), "expected one of fast, good, got 'god' (did you mean 'good'?)");
}

TEST(OptionTypes, TakeSizesOfAtLeastOne) {
  EXPECT_EQ(typed<Size>(Value::List{640, 338}), "[640,338]");
  EXPECT_EQ(refusal<Size>(Value::List{640, 0}),
            "expected a size {width, height}, both at least 1, got a list of 2: [640,0]");
  EXPECT_EQ(refusal<Size>(640), "expected a size {width, height}, both at least 1, got 640");
}

TEST(OptionTypes, FillInTheFieldsOfAStruct) {
  const Value given = Value::List{Value::List{"left", 5}};
  EXPECT_EQ(typed<Crop>(given, Crop{1, 3}), R"({"left":5,"scale":3.0})");
  EXPECT_EQ(refusal<Crop>(Value::Object{{"lfet", 5}}),
            "there is no field 'lfet' (did you mean 'left'?)");
}

TEST(OptionTypes, TakeMapsFromPairsInBraces) {
  EXPECT_EQ(
      (typed<std::map<std::string, int>>(Value::List{Value::List{"b", 1}, Value::List{"a", 2}})),
      R"({"a":2,"b":1})");
  EXPECT_EQ(refusal<std::vector<int>>(Value::List{1, "x"}),
            "expected a whole number (int32), got text 'x'");
}

TEST(OptionTypes, RejectAKeyThatIsGivenTwice) {
  const auto twice = [](const Value& key, const Value& again) {
    return Value::List{Value::List{key, "a"}, Value::List{again, "b"}};
  };
  EXPECT_EQ((refusal<std::map<std::string, std::string>>(twice("1", "1"))), "'1' is given twice");
  EXPECT_EQ((refusal<std::map<int, std::string>>(twice(1, 1))), "1 is given twice");
  EXPECT_EQ((refusal<std::map<double, std::string>>(twice(1, 1.0))), "1.0 is given twice");
  EXPECT_EQ((typed<std::map<int, std::string>>(twice(1, 2))), R"([[1,"a"],[2,"b"]])");
  EXPECT_EQ((typed<std::vector<std::pair<int, std::string>>>(twice(1, 1))), R"([[1,"a"],[1,"b"]])");
}

TEST(OptionTypes, TakeTextThatIsNotUtf8HoweverItIsWritten) {
  const std::string json = R"({"base64":"6Q=="})";
  const std::string in_string = "\xe9";
  const char in_array[] = "\xe9";
  for (const Value& given :
       {braces({{"x", "\xe9"}}), braces({{"x", in_string}}), braces({{"x", in_array}}),
        braces({{"x", std::string_view("\xe9")}}), Value::parse(json)}) {
    EXPECT_EQ(typed<std::string>(given), json);
    EXPECT_EQ(typed<Value>(given), json);
    EXPECT_EQ(typed<std::vector<std::string>>(Value::List{given}), "[" + json + "]");
    EXPECT_EQ((typed<std::map<std::string, std::string>>(Value::Object{{"a", given}})),
              R"({"a":)" + json + "}");
  }
  EXPECT_EQ(typed<std::vector<std::string>>(braces({{"x", {"\xe9"}}})), "[" + json + "]");
  EXPECT_EQ((refusal<std::map<std::string, int>>(Value::List{Value::List{"\xe9", 1}})),
            "name '\\xe9' is not UTF-8");
}

TEST(OptionTypes, RejectAJobWhereAnOptionIsMeant) {
  EXPECT_EQ(refusal<std::string>(Reference{"dev-4", ""}), "expected text, got job dev-4");
}

TEST(Description, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  Description description;
  description.options.push_back({"size", "size", Value::List{1, 2}, false, "box", ""});
  description.datasets.push_back({"source", false, true, false});
  description.jobs.push_back({"previous", true, false, false});
  description.has_analysis = true;
  description.results = {"image"};
  write_json(folder.path() + "/d.json", description_document(description));
  EXPECT_EQ(description_document(read_description(folder.path() + "/d.json")),
            description_document(description));
}

}  // namespace
}  // namespace accel
