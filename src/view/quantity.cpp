// SPDX-License-Identifier: Apache-2.0
#include "view/quantity.h"

#include "base/text.h"

#include <charconv>
#include <ctime>
#include <utility>

namespace accel {
namespace {

struct Unit {
  char letter;
  std::uint64_t factor;
};
constexpr Unit kTimes[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
constexpr Unit kSizes[] = {
    {'K', 1ULL << 10}, {'M', 1ULL << 20}, {'G', 1ULL << 30}, {'T', 1ULL << 40}};

/// A whole number and one of the letters.
template <std::size_t n>
std::optional<std::uint64_t> find_quantity(std::string_view text, const Unit (&units)[n]) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (error != std::errc() || end + 1 != text.end()) return std::nullopt;
  for (const Unit& unit : units) {
    if (*end != unit.letter) continue;
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(number, unit.factor, &product)) return std::nullopt;
    return product;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> find_duration(std::string_view text) {
  return find_quantity(text, kTimes);
}
std::optional<std::int64_t> find_time_ago(std::string_view duration) {
  const auto age = find_duration(duration);
  if (!age) return std::nullopt;
  const std::int64_t now = std::time(nullptr);
  return std::cmp_less(*age, now) ? now - static_cast<std::int64_t>(*age) : 0;
}
std::optional<std::uint64_t> find_size(std::string_view text) {
  return find_quantity(text, kSizes);
}

bool is_date(const std::string& text) {
  const auto seconds = text.size() == 10 ? find_seconds(text + "T00:00:00Z") : std::nullopt;
  return seconds && utc_time(*seconds).starts_with(text);  // of no other day
}

std::string duration_complaint(const std::string& text) {
  return find_duration(text) ? "" : quote(text) + ": expected one like 30d";
}
std::string size_complaint(const std::string& text) {
  return find_size(text) ? "" : quote(text) + ": expected one like 200G";
}

std::string age_text(std::string_view utc_time, std::int64_t now) {
  const auto then = find_seconds(utc_time);
  if (!then) return "";
  constexpr std::int64_t kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  const std::int64_t age = std::max<std::int64_t>(0, now - *then);
  if (age < kMinute) return "just now";
  if (age < 2 * kHour) return std::to_string(age / kMinute) + " min";
  if (age < 2 * kDay) return std::to_string(age / kHour) + " h";
  return std::to_string(age / kDay) + " days";
}

}  // namespace accel
