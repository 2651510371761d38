// SPDX-License-Identifier: Apache-2.0
#include "rows/cells.h"

#include "base/json.h"
#include "base/text.h"
#include "column/column_visit.h"
#include "rows/byte_kind.h"

#include <charconv>
#include <cmath>
#include <type_traits>

namespace accel {
namespace {

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

template <Number T>
void append_digits(std::string& out, T number) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  if constexpr (std::is_floating_point_v<T>) {  // a real number is not to look like a whole one
    if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
  }
}

/// The words of FORMATS.md.
std::string_view word_of(double number) {
  if (std::isnan(number)) return "NaN";
  return number > 0 ? "Infinity" : "-Infinity";
}

// Each of these appends a value as plain text.

template <Number T>
void append(std::string& out, T number) {
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(number)) {
      out += word_of(static_cast<double>(number));
      return;
    }
  }
  append_digits(out, number);
}
void append(std::string& out, bool b) { out += b ? "true" : "false"; }
void append(std::string& out, std::string_view text) { out += text; }
void append(std::string& out, Json json) { out += json.text; }
void append(std::string& out, Date date) { out += date.to_string(); }
void append(std::string& out, DateTime time) { out += time.to_string(); }
void append(std::string& out, Bytes bytes) {
  if (const ByteKind* kind = find_byte_kind(bytes)) {
    out += kind->name;
    out += ", ";
  }
  out += size_text(bytes.size());
}
template <Number T>
void append(std::string& out, std::span<const T> list) {
  char before = '[';
  for (const T number : list) {
    out += before;
    append(out, number);
    before = ',';
  }
  out += ']';
}

// And these as JSON.

constexpr bool is_quoted_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

void append_escape(std::string& out, unsigned code) {
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u00";
  out += digits[code >> 4];
  out += digits[code & 15];
}

/// UTF-8, of which quotes and backslashes are escaped only where `is_text`: JSON has its own.
void append_without_controls(std::string& out, std::string_view text, bool is_text) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool is_c1 =
        c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool is_mark = is_text && (c == '"' || c == '\\');
    if (!is_c1 && !is_mark && !is_quoted_control(c)) continue;
    out += text.substr(done, i - done);
    if (is_mark) {
      out += '\\';
      out += text[i];
    } else if (is_text && c == '\n') {
      out += "\\n";
    } else if (is_text && c == '\t') {
      out += "\\t";
    } else if (!is_text && c < 0x20) {
      out += ' ';  // in JSON these are only between values
    } else {
      append_escape(out, is_c1 ? static_cast<unsigned char>(text[++i]) : c);
    }
    done = i + 1;
  }
  out += text.substr(done);
}

template <class T>
void append_json(std::string& out, T value) {
  append(out, value);
}
void append_json(std::string& out, std::string_view text) { append_json_text(out, text); }
void append_json(std::string& out, Json json) {
  // A file may hold text that is not JSON. The line must be valid JSON even then.
  if (!nlohmann::json::accept(json.text)) return append_json_text(out, json.text);
  append_without_controls(out, json.text, false);
}
template <std::floating_point T>
void append_json(std::string& out, T number) {
  const bool is_word = !std::isfinite(number);
  if (is_word) out += '"';
  append(out, number);
  if (is_word) out += '"';
}
template <class T>
requires std::same_as<T, Date> || std::same_as<T, DateTime>
void append_json(std::string& out, T time) {
  out += '"';
  append(out, time);
  out += '"';
}
void append_json(std::string& out, Bytes bytes) {
  const ByteKind* kind = find_byte_kind(bytes);
  out += "{\"kind\":";
  if (kind != nullptr) {
    append_json_text(out, kind->name);
  } else {
    out += "null";
  }
  out += ",\"bytes\":";
  append(out, bytes.size());
  out += '}';
}
template <Number T>
void append_json(std::string& out, std::span<const T> list) {
  char before = '[';
  for (const T number : list) {
    out += before;
    append_json(out, number);
    before = ',';
  }
  out += ']';
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  if (!is_utf8(text)) {
    out += to_value(std::string(text)).json();
    return;
  }
  out += '"';
  append_without_controls(out, text, true);
  out += '"';
}

AppendCell plain_cell(const ColumnSpec& spec) {
  return with_column_type(spec, [](auto type) -> AppendCell {
    using T = typename decltype(type)::type;
    return [](const detail::Batch& batch, std::int64_t row, std::string& out) {
      append(out, detail::Read<T>::get(batch, row));
    };
  });
}

AppendCell json_cell(const ColumnSpec& spec) {
  return with_column_type(spec, [](auto type) -> AppendCell {
    using T = typename decltype(type)::type;
    return [](const detail::Batch& batch, std::int64_t row, std::string& out) {
      append_json(out, detail::Read<T>::get(batch, row));
    };
  });
}

}  // namespace accel
