// SPDX-License-Identifier: Apache-2.0
#include <accel/convert.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <cmath>

namespace user {

enum class Mode { fast, good };
ACCEL_ENUM(Mode, fast, good)

struct Stats {
  std::int64_t count = 0;
  double mean = 0.5;
  std::vector<Mode> modes;
};
ACCEL_FIELDS(Stats, count, mean, modes)

}  // namespace user

namespace accel {
namespace {

template <class T>
T round_trip(const T& object) {
  return from_value<T>(Value::parse(to_value(object).json()));
}

TEST(Value, KeepsNumbersOfAllKindsThroughJson) {
  EXPECT_EQ(round_trip(std::numeric_limits<std::int64_t>::min()),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(round_trip(std::numeric_limits<std::uint64_t>::max()),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(round_trip(0.1), 0.1);
  EXPECT_EQ(round_trip(-0.0), 0.0);
  EXPECT_TRUE(std::isnan(round_trip(std::nan(""))));
  EXPECT_EQ(round_trip(-HUGE_VAL), -HUGE_VAL);
}

TEST(Value, WritesWholeNumbersAndRealOnesApart) {
  EXPECT_EQ(Value(1).json(), "1");
  EXPECT_EQ(Value(1.0).json(), "1.0");
  EXPECT_EQ(Value(5U), Value(5));
}

TEST(Value, KeepsTextThatIsNotUtf8) {
  for (const std::string text : {"", "f", "fo", "foo\xff", "\xff\xfe\xfd\xfc\x00x"}) {
    EXPECT_EQ(round_trip(text), text);
  }
}

TEST(Value, KeepsTextThatIsNotUtf8WhereverItIs) {
  const Value text = "\xe9";
  EXPECT_EQ(text.json(), R"({"base64":"6Q=="})");
  EXPECT_EQ(text, Value(std::string("\xe9")));
  EXPECT_EQ(text, to_value(std::string("\xe9")));
  const Value all = Value::Object{{"a", Value::List{1, text}}, {"b", text}};
  EXPECT_EQ(from_value<Value>(Value::parse(all.json())), all);
  for (const char* not_a_text : {R"({"base64":"YWJj"})", R"({"base64":"6Q"})", R"({"base64":1})",
                                 R"({"base64":"6R=="})", R"({"a":1,"base64":"6Q=="})", "{}"}) {
    EXPECT_TRUE(from_value<Value>(Value::parse(not_a_text)).is_object()) << not_a_text;
  }
  for (const char* invalid : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x9f\x98"}) {
    EXPECT_EQ(Value(invalid).json().find(R"({"base64":)"), 0U);
  }
  EXPECT_THROW(Value(Value::Object{{"\xe9", 1}}).json(), Error);
}

TEST(Value, SaysWhatItIsWhenItIsAskedForAnotherKind) {
  try {
    Value("abc").whole();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "expected a whole number, got text 'abc'");
  }
  EXPECT_THROW(Value(-1).unsigned_whole(), Error);
  EXPECT_THROW(Value(Value::Object{}).at("x"), Error);
}

TEST(Convert, TakesStructsEnumsMapsTuplesAndOptionals) {
  const user::Stats stats = round_trip(user::Stats{3, 1.5, {user::Mode::good, user::Mode::fast}});
  EXPECT_EQ(stats.count, 3);
  EXPECT_EQ(stats.modes, (std::vector{user::Mode::good, user::Mode::fast}));
  using Map = std::map<std::string, std::tuple<int, std::optional<std::string>>>;
  const Map map = {{"a", {1, std::nullopt}}, {"b", {2, "x"}}};
  EXPECT_EQ(round_trip(map), map);
  const std::map<int, std::string> by_number = {{1, "one"}, {-2, "two"}};
  EXPECT_EQ(round_trip(by_number), by_number);
  EXPECT_EQ(round_trip(std::array<int, 2>{4, 5}), (std::array<int, 2>{4, 5}));
}

TEST(Convert, DescribesItsType) {
  EXPECT_EQ(Convert<user::Mode>::type().json(), R"({"enum":["fast","good"]})");
  EXPECT_EQ(Convert<std::vector<std::optional<int>>>::type().json(),
            R"({"list":{"optional":"int32"}})");
}

TEST(Convert, RejectsWhatIsOutOfRangeOrNoWordOfAnEnumeration) {
  EXPECT_THROW(from_value<std::int8_t>(Value(200)), Error);
  EXPECT_THROW(from_value<unsigned>(Value(-1)), Error);
  EXPECT_THROW(from_value<user::Mode>(Value("godo")), Error);
}

TEST(Convert, NamesThePartThatDoesNotFit) {
  const auto refusal = [](const char* json) {
    return message([&] { from_value<user::Stats>(Value::parse(json)); });
  };
  EXPECT_EQ(refusal(R"({"count":"3"})"), "field 'count': expected a whole number, got text '3'");
  EXPECT_EQ(refusal(R"({"modes":["fast","godo"]})").substr(0, 38),
            "field 'modes': item 1: expected one of");
  using Map = std::map<std::string, std::pair<int, int>>;
  EXPECT_EQ(message([] { from_value<Map>(Value::parse(R"({"a":[1,null]})")); }),
            "field 'a': item 1: expected a whole number, got nothing");
}

TEST(Date, KnowsTheCalendar) {
  EXPECT_EQ(Date(1970, 1, 1).days, 0);
  EXPECT_EQ(Date(2024, 2, 29).to_string(), "2024-02-29");
  EXPECT_EQ(Date::parse("1969-12-31").days, -1);
  EXPECT_THROW(Date(2023, 2, 29), Error);
  EXPECT_THROW(Date::parse("2024-2-9"), Error);
}

TEST(DateTime, KeepsMicrosecondsBeforeAndAfter1970) {
  for (const char* text : {"2024-02-29T12:34:56.789012", "1969-12-31T23:59:59.999999"}) {
    EXPECT_EQ(DateTime::parse(text).to_string(), text);
  }
  EXPECT_EQ(DateTime::parse("2024-02-29 12:34").to_string(), "2024-02-29T12:34:00.000000");
  EXPECT_THROW(DateTime::parse("2024-02-29T25:00"), Error);
}

TEST(Buffer, HandsOverWhatItHolds) {
  Buffer first = Buffer::copy_of("abc");
  Buffer second(std::move(first));
  EXPECT_EQ(Bytes(second).text(), "abc");
  first = std::move(second);
  EXPECT_EQ(Bytes(first).text(), "abc");
}

TEST(Error, ShowsItsContextAndThenItsHint) {
  Error error("photos/7.jpg: truncated");
  error.set_hint("delete it");
  error.add_context("in analysis");
  EXPECT_STREQ(error.what(), "photos/7.jpg: truncated\n  in analysis\n  delete it");
}

}  // namespace
}  // namespace accel
