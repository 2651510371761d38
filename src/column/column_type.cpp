// SPDX-License-Identifier: Apache-2.0
#include "column/column_type.h"

#include <accel/error.h>

#include "base/check.h"
#include "base/text.h"

#include <charconv>

namespace accel {
namespace {

struct Word {
  ColumnType type;
  std::string_view word;
};

constexpr Word kWords[] = {
    {ColumnType::bytes, "bytes"},       {ColumnType::text, "text"},
    {ColumnType::json, "json"},         {ColumnType::boolean, "bool"},
    {ColumnType::int32, "int32"},       {ColumnType::int64, "int64"},
    {ColumnType::uint64, "uint64"},     {ColumnType::float32, "float32"},
    {ColumnType::float64, "float64"},   {ColumnType::date, "date"},
    {ColumnType::datetime, "datetime"},
};

std::string_view word_of(ColumnType type) {
  for (const Word& word : kWords) {
    if (word.type == type) return word.word;
  }
  return "list";
}

std::optional<ColumnSpec> find_list_type(std::string_view name) {
  constexpr std::string_view kStart = "list<";
  const auto comma = name.find(", ");
  if (!name.starts_with(kStart) || comma == std::string_view::npos) return std::nullopt;
  const auto element = find_column_type(name.substr(kStart.size(), comma - kStart.size()));
  if (!element || !is_list_element(element->type)) return std::nullopt;
  ColumnSpec spec{"", ColumnType::list, element->type, 0};
  std::from_chars(name.data() + comma + 2, name.data() + name.size(), spec.length);
  // Only what we would write ourselves: no "007", no text after it.
  if (spec.length < 1 || column_type_name(spec) != name) return std::nullopt;
  return spec;
}

}  // namespace

std::string column_type_name(const ColumnSpec& spec) {
  if (spec.type != ColumnType::list) return std::string(word_of(spec.type));
  return "list<" + std::string(word_of(spec.element)) + ", " + std::to_string(spec.length) + ">";
}

std::optional<ColumnSpec> find_column_type(std::string_view name) {
  for (const Word& word : kWords) {
    if (word.word == name) return ColumnSpec{"", word.type};
  }
  return find_list_type(name);
}

bool is_same_type(const ColumnSpec& a, const ColumnSpec& b) {
  if (a.type != b.type) return false;
  return a.type != ColumnType::list || (a.element == b.element && a.length == b.length);
}

bool is_list_element(ColumnType type) {
  return type >= ColumnType::int32 && type <= ColumnType::float64;
}

void check_column_spec(const ColumnSpec& spec) {
  if (!is_utf8(spec.name)) throw Error("column " + quote(spec.name) + ": the name is not UTF-8");
  if (spec.type != ColumnType::list) return;
  ACCEL_CHECK(is_list_element(spec.element));
  if (spec.length < 1) {
    throw Error("column " + quote(spec.name) + ": a list needs at least 1 number per row, not " +
                std::to_string(spec.length));
  }
}

std::size_t number_width(ColumnType type) {
  switch (type) {
    case ColumnType::int32:
    case ColumnType::float32:
    case ColumnType::date: return 4;
    case ColumnType::int64:
    case ColumnType::uint64:
    case ColumnType::float64:
    case ColumnType::datetime: return 8;
    default: return 0;
  }
}

std::size_t row_width(const ColumnSpec& spec) {
  if (spec.type != ColumnType::list) return number_width(spec.type);
  return number_width(spec.element) * static_cast<std::size_t>(spec.length);
}

std::size_t offset_width(ColumnType type) {
  if (type == ColumnType::bytes) return 8;
  return type == ColumnType::text || type == ColumnType::json ? 4 : 0;
}

}  // namespace accel
