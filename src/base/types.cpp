// SPDX-License-Identifier: Apache-2.0
#include <accel/error.h>
#include <accel/types.h>

#include "base/text.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

namespace accel {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t kDayMicroseconds = 86'400'000'000;

/// Reads exactly `digits` decimal digits from the front of `text`; -1 when they are not there.
int take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

Date take_date(std::string_view& text, std::string_view whole) {
  const int year = take_number(text, 4);
  const bool dash = take(text, "-");
  const int month = take_number(text, 2);
  const bool dash2 = take(text, "-");
  const int day = take_number(text, 2);
  if (year < 0 || !dash || month < 0 || !dash2 || day < 0) {
    throw Error("expected a date like 2024-02-29, got " + quote(whole));
  }
  return {year, month, day};
}

int take_fraction(std::string_view& text) {
  int microseconds = 0;
  int digits = 0;
  while (digits < 6 && !text.empty() && text[0] >= '0' && text[0] <= '9') {
    microseconds = microseconds * 10 + take_number(text, 1);
    ++digits;
  }
  if (digits == 0) return -1;
  for (; digits < 6; ++digits) microseconds *= 10;
  return microseconds;
}

}  // namespace

Buffer::Buffer(std::size_t size)
    : data_(static_cast<std::uint8_t*>(std::malloc(size > 0 ? size : 1))),
      size_(size),
      release_(std::free) {
  if (data_ == nullptr) throw std::bad_alloc();
}
Buffer::Buffer(void* data, std::size_t size, void (*release)(void*))
    : data_(static_cast<std::uint8_t*>(data)), size_(size), release_(release) {}
Buffer Buffer::copy_of(std::string_view text) {
  Buffer buffer(text.size());
  if (!text.empty()) std::memcpy(buffer.data(), text.data(), text.size());
  return buffer;
}

Date::Date(int year, int month, int day) {
  const year_month_day ymd{std::chrono::year{year},
                           std::chrono::month{static_cast<unsigned>(month)},
                           std::chrono::day{static_cast<unsigned>(day)}};
  if (month < 1 || day < 1 || !ymd.ok()) {
    throw Error("there is no day " + std::to_string(year) + "-" + std::to_string(month) + "-" +
                std::to_string(day));
  }
  days = static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count());
}

Date Date::parse(std::string_view text) {
  std::string_view rest = text;
  const Date date = take_date(rest, text);
  if (!rest.empty()) throw Error("expected a date like 2024-02-29, got " + quote(text));
  return date;
}

std::string Date::to_string() const {
  const year_month_day ymd{sys_days{std::chrono::days{days}}};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  return text;
}

DateTime::DateTime(Date date, int hour, int minute, int second, int microsecond)
    : microseconds(date.days * kDayMicroseconds +
                   ((hour * 60LL + minute) * 60 + second) * 1'000'000 + microsecond) {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
      microsecond < 0 || microsecond > 999'999) {
    throw Error("there is no time " + std::to_string(hour) + ":" + std::to_string(minute) + ":" +
                std::to_string(second));
  }
}

DateTime DateTime::parse(std::string_view text) {
  std::string_view rest = text;
  const Date date = take_date(rest, text);
  const bool separator = take(rest, "T ");
  const int hour = take_number(rest, 2);
  const bool colon = take(rest, ":");
  const int minute = take_number(rest, 2);
  int second = 0;
  int fraction = 0;
  if (take(rest, ":")) second = take_number(rest, 2);
  if (take(rest, ".")) fraction = take_fraction(rest);
  if (!separator || hour < 0 || !colon || minute < 0 || second < 0 || fraction < 0 ||
      !rest.empty()) {
    throw Error("expected a time like 2024-02-29T12:34:56.789, got " + quote(text));
  }
  return {date, hour, minute, second, fraction};
}

std::string DateTime::to_string() const {
  std::int64_t day = microseconds / kDayMicroseconds;
  std::int64_t rest = microseconds % kDayMicroseconds;
  if (rest < 0) {
    rest += kDayMicroseconds;
    --day;
  }
  const auto seconds = static_cast<int>(rest / 1'000'000);
  char text[64];
  std::snprintf(text, sizeof text, "%sT%02d:%02d:%02d.%06d",
                Date(static_cast<std::int32_t>(day)).to_string().c_str(), seconds / 3600,
                seconds / 60 % 60, seconds % 60, static_cast<int>(rest % 1'000'000));
  return text;
}

}  // namespace accel
