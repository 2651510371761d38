// SPDX-License-Identifier: Apache-2.0
// Texts for people: quoting what cannot be shown, plural forms, times, and "did you mean".
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// 'text', with control characters, backslashes and invalid UTF-8 written as \xNN.
std::string quote(std::string_view text);
/// Escapes like `quote`, without the quotes.
std::string escaped(std::string_view text);
/// A message for a terminal: only newlines and tabs keep their effect; other control characters are
/// written as \xNN. Backslashes stay, as parts of it may be escaped already.
std::string printable(std::string_view text);
/// Likewise, on one line: newlines and tabs are escaped, too. For text that contains JSON, which
/// has its own backslashes.
std::string printable_line(std::string_view text);
bool is_utf8(std::string_view text);

/// " (did you mean 'size'?)" if one of `names` is near `name`, otherwise "".
std::string did_you_mean(std::string_view name, const std::vector<std::string>& names);
/// How many letters must be changed, added, removed or swapped.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// "1 row", "2 rows".
std::string counted(std::uint64_t count, std::string_view noun);
std::string joined(const std::vector<std::string>& items, std::string_view separator);
/// Shortened to at most this many bytes, in whole characters; "..." marks what is left out.
std::string shortened(std::string_view text, std::size_t most);
/// Its what(), which may be empty: then this says so.
std::string exception_text(const std::exception& error);
std::vector<std::string> split(std::string_view text, char separator);
/// "812 bytes", "1.2 GB": by thousands.
std::string size_text(std::uint64_t bytes);
/// "0.41 s", "2 m 05 s".
std::string duration_text(double seconds);
/// A time in UTC: "2024-02-29T12:34:56Z".
std::string utc_time(std::int64_t seconds_since_1970);
/// The inverse, in seconds since 1970; nullopt for any other text.
std::optional<std::int64_t> find_seconds(std::string_view utc_time);

/// A tab-separated field: tab, newline, carriage return and backslash are written \t \n \r and
/// double backslash.
std::string tsv_field(std::string_view text);
/// The inverse: the text of such a field.
std::string from_tsv_field(std::string_view field);
/// As a word of a shell, in quotes if needed. Control characters and bytes that are not UTF-8 are
/// escaped in $'...', which bash, zsh and ksh support, but not every sh.
std::string shell_word(const std::string& path);
/// A name that is safe as one component of a path: all but letters, digits, '-', '_' and inner dots
/// and spaces is written %XX; different names stay different.
std::string file_safe(std::string_view name);

}  // namespace accel
