// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include "base/utf8.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace accel {
namespace {

bool is_ascii(std::string_view text) {
  const auto word = [&](std::size_t at) {
    std::uint64_t bits;
    __builtin_memcpy(&bits, text.data() + at, sizeof bits);
    return bits;
  };
  if (text.size() < 8) {
    unsigned bits = 0;
    for (const char c : text) bits |= static_cast<unsigned char>(c);
    return bits < 0x80;
  }
  std::uint64_t bits = word(text.size() - 8);  // may overlap the one before
  for (std::size_t at = 0; at + 8 <= text.size(); at += 8) bits |= word(at);
  return (bits & 0x8080808080808080U) == 0;
}

std::string hex_escape(const char* format, char c) {
  char text[8];
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

bool is_utf8(std::string_view text) {
  if (is_ascii(text)) return true;  // most is
  while (!text.empty()) {
    std::size_t ascii = 0;
    while (ascii + 8 <= text.size()) {
      std::uint64_t word;
      __builtin_memcpy(&word, text.data() + ascii, 8);
      if ((word & 0x8080808080808080U) != 0) break;
      ascii += 8;
    }
    text.remove_prefix(ascii);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

namespace {

/// What cannot be shown becomes \xNN, except for the characters of `kept`.
std::string with_hex(std::string_view text, std::string_view kept, std::string_view backslash) {
  std::string result;
  while (!text.empty()) {
    const bool is_kept = kept.find(text[0]) != std::string_view::npos;
    const std::size_t length = is_kept ? 1 : shown_length(text);
    if (length == 0) {
      result += hex_escape("\\x%02x", text[0]);
    } else {
      result += text[0] == '\\' ? backslash : text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace

std::string escaped(std::string_view text) { return with_hex(text, "", "\\\\"); }
std::string printable(std::string_view text) { return with_hex(text, "\n\t", "\\"); }
std::string printable_line(std::string_view text) { return with_hex(text, "", "\\"); }

std::string quote(std::string_view text) { return "'" + escaped(text) + "'"; }

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({change, d[i - 1][j] + 1, d[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& names) {
  std::size_t best = std::max<std::size_t>(name.size() / 2, 1) + 1;
  const std::string* nearest = nullptr;
  if (name.size() > 200) return "";
  for (const std::string& candidate : names) {
    if (candidate.size() > 200) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      nearest = &candidate;
    }
  }
  return nearest != nullptr ? " (did you mean " + quote(*nearest) + "?)" : "";
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  std::string result;
  for (const std::string& item : items) {
    if (&item != &items.front()) result += separator;
    result += item;
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t most) {
  constexpr std::string_view kRest = "...";
  if (text.size() <= most) return std::string(text);
  std::size_t end = most - std::min(most, kRest.size());
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kRest);
}

std::string exception_text(const std::exception& error) {
  const std::string text = error.what();
  return text.empty() ? "an exception without a text" : text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return counted(bytes, "byte");
  double size = static_cast<double>(bytes) / 1000;
  const char* const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  for (; size >= 999.95; size /= 1000) ++unit;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", size, units[unit]);
  return text;
}

std::string duration_text(double seconds) {
  char text[64];
  if (seconds < 100) {
    std::snprintf(text, sizeof text, "%.2f s", seconds);
  } else {
    const long whole = std::lround(seconds);
    std::snprintf(text, sizeof text, "%ld m %02ld s", whole / 60, whole % 60);
  }
  return text;
}

std::string utc_time(std::int64_t seconds_since_1970) {
  const std::time_t time = seconds_since_1970;
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::optional<std::int64_t> find_seconds(std::string_view utc_time) {
  std::tm parts{};
  const int read =
      std::sscanf(std::string(utc_time).c_str(), "%d-%d-%dT%d:%d:%dZ", &parts.tm_year,
                  &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec);
  constexpr int kParts = 6;
  if (read != kParts) return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return ::timegm(&parts);
}

std::string tsv_field(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '\t': result += "\\t"; break;
      case '\n': result += "\\n"; break;
      case '\r': result += "\\r"; break;
      case '\\': result += "\\\\"; break;
      default: result += c;
    }
  }
  return result;
}

std::string from_tsv_field(std::string_view field) {
  std::string text;
  text.reserve(field.size());
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text += field[i];
      continue;
    }
    const char c = field[++i];
    text += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return text;
}

std::string shell_word(const std::string& path) {
  const auto is_plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::strchr("/._-+,:@%", c) != nullptr;
  };
  if (!path.empty() && std::ranges::all_of(path, is_plain)) return path;
  const bool is_text = printable_line(path) == path;
  std::string word;
  for (const char c : is_text ? path : escaped(path)) {
    word += c == '\'' ? (is_text ? "'\\''" : "\\'") : std::string(1, c);
  }
  return (is_text ? "'" : "$'") + word + "'";
}

std::string file_safe(std::string_view name) {
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool inner = i > 0 && i + 1 < name.size();
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
                       (inner && (c == '.' || c == ' '));
    result += plain ? std::string(1, c) : hex_escape("%%%02X", c);
  }
  return result;
}

}  // namespace accel
