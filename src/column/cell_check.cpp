// SPDX-License-Identifier: Apache-2.0
#include "column/cell_check.h"

#include <accel/error.h>

#include "base/json.h"
#include "base/text.h"
#include "column/column_type.h"

#include <charconv>
#include <limits>
#include <utility>

namespace accel {
namespace {

using detail::Cell;
using Kind = Cell::Kind;

/// Arrow's Utf8 has offsets of 32 bits.
constexpr std::size_t kTextLimit = std::numeric_limits<std::int32_t>::max();

std::string_view text_of(const Cell& cell) {
  return {static_cast<const char*>(cell.data), cell.size};
}

/// The beginning of a text that may be long, cut between characters.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (text.size() <= kShown) return quote(text);
  std::size_t size = kShown;
  while (size > kShown - 4 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return quote(text.substr(0, size)) + "...";
}

std::string shown(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

std::string list_name(const Cell& cell) {
  return "list<" + column_type_name({"", cell.element}) + ", " + std::to_string(cell.size) + ">";
}

std::string describe(const Cell& cell) {
  switch (cell.kind) {
    case Kind::absent: return "an absent value";
    case Kind::boolean: return cell.number.boolean ? "bool true" : "bool false";
    case Kind::whole: return "whole number " + std::to_string(cell.number.whole);
    case Kind::unsigned_whole: return "whole number " + std::to_string(cell.number.unsigned_whole);
    case Kind::real: return "real number " + shown(cell.number.real);
    case Kind::bytes: return counted(cell.size, "byte");
    case Kind::text: return "text " + shown(text_of(cell));
    case Kind::json: return "json " + shown(text_of(cell));
    case Kind::date: return "a date";
    case Kind::datetime: return "a datetime";
    case Kind::list: return list_name(cell);
  }
  return "";
}

[[noreturn]] void refuse(const ColumnSpec& spec, const std::string& why) {
  throw Error("column " + quote(spec.name) + ": " + why);
}

[[noreturn]] void refuse_kind(const ColumnSpec& spec, const Cell& cell) {
  refuse(spec, "expected " + column_type_name(spec) + ", got " + describe(cell));
}

[[noreturn]] void refuse_absent(const ColumnSpec& spec) {
  refuse(spec, "expected " + column_type_name(spec) +
                   ", got an absent value, and the column is not nullable");
}

void check_kind(const ColumnSpec& spec, const Cell& cell, Kind kind) {
  if (cell.kind != kind) refuse_kind(spec, cell);
}

template <class T>
void check_whole(const ColumnSpec& spec, const Cell& cell) {
  bool fits = false;
  if (cell.kind == Kind::whole) {
    fits = std::in_range<T>(cell.number.whole);
  } else if (cell.kind == Kind::unsigned_whole) {
    fits = std::in_range<T>(cell.number.unsigned_whole);
  } else {
    refuse_kind(spec, cell);
  }
  if (!fits) refuse(spec, describe(cell) + " does not fit in " + column_type_name(spec));
}

void check_number(const ColumnSpec& spec, const Cell& cell) {
  if (cell.kind != Kind::real && cell.kind != Kind::whole && cell.kind != Kind::unsigned_whole) {
    refuse_kind(spec, cell);
  }
}

void check_size(const ColumnSpec& spec, const Cell& cell) {
  if (cell.size <= kTextLimit) return;
  refuse(spec, "a " + column_type_name(spec) + " of " + std::to_string(cell.size) +
                   " bytes is larger than " + std::to_string(kTextLimit));
}

void check_text(const ColumnSpec& spec, const Cell& cell) {
  check_kind(spec, cell, Kind::text);
  check_size(spec, cell);
  if (!is_utf8(text_of(cell))) refuse(spec, "not UTF-8: " + shown(text_of(cell)));
}

/// The parser takes a byte order mark before the text, and a NUL for its end; JSON has neither.
bool is_json(std::string_view text) {
  return !text.starts_with("\xEF\xBB\xBF") && text.find('\0') == std::string_view::npos &&
         nlohmann::json::accept(text);
}

void check_json(const ColumnSpec& spec, const Cell& cell) {
  if (cell.kind != Kind::json && cell.kind != Kind::text) refuse_kind(spec, cell);
  check_size(spec, cell);
  if (!is_json(text_of(cell))) refuse(spec, "not valid JSON: " + shown(text_of(cell)));
}

void check_bytes(const ColumnSpec& spec, const Cell& cell) {
  if (cell.kind != Kind::bytes && cell.kind != Kind::text) refuse_kind(spec, cell);
}

void check_date(const ColumnSpec& spec, const Cell& cell) {
  check_kind(spec, cell, Kind::date);
  if (!std::in_range<std::int32_t>(cell.number.whole)) {
    refuse(spec, "day " + std::to_string(cell.number.whole) + " does not fit in a date");
  }
}

void check_list(const ColumnSpec& spec, const Cell& cell) {
  const bool is_kind = spec.element == ColumnType::uint8
                           ? cell.kind == Kind::bytes
                           : cell.kind == Kind::list && cell.element == spec.element;
  if (is_kind && std::cmp_equal(cell.size, spec.length())) return;
  if (!is_kind || spec.shape.size() == 1) refuse_kind(spec, cell);
  refuse(spec, "expected " + shape_text(spec, 'x') + " = " +
                   counted(static_cast<std::uint64_t>(spec.length()), "number") + ", got " +
                   std::to_string(cell.size));
}

}  // namespace

void check_cell(const ColumnSpec& spec, bool nullable, const Cell& cell) {
  if (cell.kind == Kind::absent) {
    if (!nullable) refuse_absent(spec);
    return;
  }
  switch (spec.type) {
    case ColumnType::bytes: return check_bytes(spec, cell);
    case ColumnType::text: return check_text(spec, cell);
    case ColumnType::json: return check_json(spec, cell);
    case ColumnType::boolean: return check_kind(spec, cell, Kind::boolean);
    case ColumnType::uint8: return check_whole<std::uint8_t>(spec, cell);
    case ColumnType::int32: return check_whole<std::int32_t>(spec, cell);
    case ColumnType::int64: return check_whole<std::int64_t>(spec, cell);
    case ColumnType::uint64: return check_whole<std::uint64_t>(spec, cell);
    case ColumnType::float32:
    case ColumnType::float64: return check_number(spec, cell);
    case ColumnType::date: return check_date(spec, cell);
    case ColumnType::datetime: return check_kind(spec, cell, Kind::datetime);
    case ColumnType::list: return check_list(spec, cell);
  }
}

}  // namespace accel
