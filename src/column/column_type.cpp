// SPDX-License-Identifier: Apache-2.0
#include "column/column_type.h"

#include <accel/error.h>

#include "base/check.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace accel {
namespace {

struct Word {
  ColumnType type;
  std::string_view word;
};

constexpr Word kWords[] = {
    {ColumnType::bytes, "bytes"},     {ColumnType::text, "text"},
    {ColumnType::json, "json"},       {ColumnType::boolean, "bool"},
    {ColumnType::uint8, "uint8"},     {ColumnType::int32, "int32"},
    {ColumnType::int64, "int64"},     {ColumnType::uint64, "uint64"},
    {ColumnType::float32, "float32"}, {ColumnType::float64, "float64"},
    {ColumnType::date, "date"},       {ColumnType::datetime, "datetime"},
};

std::string_view word_of(ColumnType type) {
  for (const Word& word : kWords) {
    if (word.type == type) return word.word;
  }
  return "list";
}

std::optional<ColumnSpec> find_list_type(std::string_view name) {
  const auto open = name.find('<');
  const auto comma = name.find(", ");
  if (open >= comma || comma == std::string_view::npos || !name.ends_with('>')) return std::nullopt;
  const auto element = find_column_type(name.substr(open + 1, comma - open - 1));
  if (!element || !is_list_element(element->type)) return std::nullopt;
  const std::string_view shape = name.substr(comma + 2, name.size() - comma - 3);
  ColumnSpec spec{"", ColumnType::list, element->type, parse_shape(shape, 'x')};
  // Only what we would write ourselves: no "007", no text after it.
  if (spec.length() == 0 || column_type_name(spec) != name) return std::nullopt;
  return spec;
}

}  // namespace

std::int32_t ColumnSpec::length() const {
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  std::int64_t length = shape.empty() ? 0 : 1;
  for (const std::int64_t side : shape) {
    if (side < 1 || side > kMost) return 0;
    length *= side;
    if (length > kMost) return 0;
  }
  return static_cast<std::int32_t>(length);
}

std::string shape_text(const ColumnSpec& spec, char between) {
  std::string text;
  for (const std::int64_t side : spec.shape) {
    if (!text.empty()) text += between;
    text += std::to_string(side);
  }
  return text;
}

std::vector<std::int64_t> parse_shape(std::string_view text, char between) {
  std::vector<std::int64_t> shape;
  for (const std::string& side : split(text, between)) {
    std::from_chars(side.data(), side.data() + side.size(), shape.emplace_back());
  }
  return shape;
}

std::string column_type_name(const ColumnSpec& spec) {
  if (spec.type != ColumnType::list) return std::string(word_of(spec.type));
  return (spec.shape.size() == 1 ? "list<" : "tensor<") + std::string(word_of(spec.element)) +
         ", " + shape_text(spec, 'x') + ">";
}

std::optional<ColumnSpec> find_column_type(std::string_view name) {
  for (const Word& word : kWords) {
    if (word.word == name) return ColumnSpec{"", word.type};
  }
  return find_list_type(name);
}

bool is_same_type(const ColumnSpec& a, const ColumnSpec& b) {
  if (a.type != b.type) return false;
  return a.type != ColumnType::list || (a.element == b.element && a.shape == b.shape);
}

bool is_readable_as(const ColumnSpec& stored, const ColumnSpec& asked) {
  ColumnSpec flat = stored;
  flat.shape = {stored.length()};
  return is_same_type(stored, asked) || is_same_type(flat, asked);
}

bool is_list_element(ColumnType type) {
  return type >= ColumnType::uint8 && type <= ColumnType::float64;
}

void check_column_spec(const ColumnSpec& spec) {
  if (!is_utf8(spec.name)) throw Error("column " + quote(spec.name) + ": the name is not UTF-8");
  if (spec.type != ColumnType::list) return;
  ACCEL_CHECK(is_list_element(spec.element));
  if (spec.length() > 0) return;
  const std::string start = "column " + quote(spec.name) + ": ";
  const std::string shape = shape_text(spec, 'x');
  if (spec.shape.empty()) throw Error(start + "its shape has no sides");
  if (*std::min_element(spec.shape.begin(), spec.shape.end()) < 1) {
    throw Error(start + "each side of its shape must be at least 1, not " + shape);
  }
  throw Error(start + "a row of " + shape + " has more than 2147483647 numbers");
}

std::size_t number_width(ColumnType type) {
  switch (type) {
    case ColumnType::uint8: return 1;
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
  return number_width(spec.element) * static_cast<std::size_t>(spec.length());
}

std::size_t offset_width(ColumnType type) {
  if (type == ColumnType::bytes) return 8;
  return type == ColumnType::text || type == ColumnType::json ? 4 : 0;
}

}  // namespace accel
