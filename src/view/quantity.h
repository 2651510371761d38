// SPDX-License-Identifier: Apache-2.0
// Times and sizes on the command line: a whole number and a letter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace accel {

/// "90s", "30m" (minutes), "12h", "30d", "4w", in seconds; nullopt for anything else.
std::optional<std::uint64_t> find_duration(std::string_view text);
/// The time that long ago, in seconds since 1970, at least 0; nullopt as find_duration().
std::optional<std::int64_t> find_time_ago(std::string_view duration);
/// "500M", "200G" (powers of 1024), in bytes.
std::optional<std::uint64_t> find_size(std::string_view text);

/// Whether it is a valid day: "2024-02-29".
bool is_date(const std::string& text);

/// What is wrong with a text as one of these; empty if nothing is.
std::string duration_complaint(const std::string& text);
std::string size_complaint(const std::string& text);

/// How long ago, for people: "just now", "12 min", "3 h", "5 days". Empty if the time is unknown.
std::string age_text(std::string_view utc_time, std::int64_t now);

}  // namespace accel
