// SPDX-License-Identifier: Apache-2.0
#include "rows/row_template.h"

#include <accel/error.h>

#include "base/text.h"
#include "rows/cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace accel {
namespace {

using detail::Cell;
using CellKind = Cell::Kind;

/// 1 for ".1f"; nullopt for what is not of this form.
std::optional<int> find_digits(std::string_view format) {
  if (!format.starts_with('.') || !format.ends_with('f')) return std::nullopt;
  int digits = 0;
  const char* end = format.data() + format.size() - 1;
  const auto [rest, error] = std::from_chars(format.data() + 1, end, digits);
  const bool is_number = error == std::errc() && rest == end && digits >= 0;
  return is_number && digits <= RowTemplate::kMostDigits ? std::optional(digits) : std::nullopt;
}

int read_digits(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view format = text.substr(begin, end - begin);
  if (const auto digits = find_digits(format)) return *digits;
  throw_in_expression(text, begin,
                      quote(format) +
                          " is not a format; write .2f for two digits after the point, at most " +
                          std::to_string(RowTemplate::kMostDigits));
}

/// Parts of json may be numbers or not.
void check_number(std::string_view text, const ExpressionValue& value, const ColumnSpec& column) {
  const CellKind kind = kind_of_part(column, value.steps);
  if (kind == CellKind::real || kind == CellKind::json) return;
  throw_in_expression(text, value.begin,
                      column_words(column) + " is not a number, and has no digits to write");
}

bool is_finite_number(const Cell& cell) {
  if (cell.kind == CellKind::real) return std::isfinite(cell.number.real);
  return compared_as(cell.kind) == CellKind::real;
}

/// A number of a list, as that of a column of its type.
void append_item(const ColumnSpec& list, CellPlace place, std::uint64_t index, std::string& out) {
  detail::Batch numbers;
  numbers.values = place.batch->values;
  plain_cell({"", list.element})(
      numbers, place.index * list.length() + static_cast<std::int64_t>(index), out);
}

void append_fixed(std::string& out, const Cell& number, int digits) {
  char text[512];  // the largest number has 309 digits before the point
  char* end = text;
  if (number.kind == CellKind::real) {
    end = std::to_chars(text, text + sizeof text, number.number.real, std::chars_format::fixed,
                        digits)
              .ptr;
  } else {
    end = number.kind == CellKind::whole
              ? std::to_chars(text, text + sizeof text, number.number.whole).ptr
              : std::to_chars(text, text + sizeof text, number.number.unsigned_whole).ptr;
    if (digits > 0) *end++ = '.';
    end = std::fill_n(end, digits, '0');
  }
  out.append(text, end);
}

}  // namespace

RowTemplate::RowTemplate(std::string_view text, const Dataset& dataset) {
  if (text.size() > ExpressionTree::kMostBytes) {
    throw Error("the template has " + std::to_string(text.size()) + " bytes, more than " +
                std::to_string(ExpressionTree::kMostBytes));
  }
  for (std::size_t place = 0; place < text.size();) {
    const char c = text[place];
    const bool is_doubled = place + 1 < text.size() && text[place + 1] == c;
    if (c == '{' && !is_doubled) {
      place = add_field(text, place, std::move(end_), dataset);
      end_.clear();
      continue;
    }
    if (c == '}' && !is_doubled) {
      throw_in_expression(text, place, "'}' has no '{' before it; write '}}' for a brace");
    }
    end_ += c;
    place += c == '{' || c == '}' ? 2 : 1;
  }
}

/// Returns the place after the closing brace.
std::size_t RowTemplate::add_field(std::string_view text, std::size_t brace, std::string before,
                                   const Dataset& dataset) {
  const ColumnPart part = parse_column(text, brace + 1);
  const ColumnSpec& column =
      column_for(dataset, part.column, "the template is " + quote(shortened(text, 200)));
  check_steps(text, part.value, column);
  const std::size_t close = text.find('}', part.next);
  if (close == text.npos) {
    throw_in_expression(text, brace, "'{' has no closing '}'; write '{{' for a brace");
  }
  Field field{std::move(before), column_index(column), part.value.steps, {}};
  if (text[part.next] == ':') {
    field.digits = read_digits(text, part.next + 1, close);
    check_number(text, part.value, column);
  } else if (part.next != close) {
    throw_in_expression(
        text, part.next,
        "expected ':' or '}', found " + quote(text.substr(part.next, close - part.next)));
  }
  fields_.push_back(std::move(field));
  return close + 1;
}

std::size_t RowTemplate::column_index(const ColumnSpec& column) {
  const auto found = std::ranges::find(columns_, column.name, &ColumnSpec::name);
  const auto index = static_cast<std::size_t>(found - columns_.begin());
  if (found == columns_.end()) {
    columns_.push_back(column);
    readers_.emplace_back(column);
  }
  return index;
}

std::string RowTemplate::text(const RowReader& reader) const {
  std::string out;
  for (const Field& field : fields_) {
    out += field.before;
    append_value(reader, field, out);
  }
  return out + end_;
}

void RowTemplate::append_value(const RowReader& reader, const Field& field,
                               std::string& out) const {
  const std::size_t i = field.column;
  const CellPlace place{&reader.batch(i), reader.index(i)};
  if (!reader.is_present(i)) {
    out += '-';
    return;
  }
  if (field.steps.empty() && !field.digits) {
    plain_cell(columns_[i])(*place.batch, place.index, out);
    return;
  }
  Value parsed;
  const Cell cell = readers_[i].read(place, field.steps, parsed);
  if (field.digits && is_finite_number(cell)) {
    append_fixed(out, cell, *field.digits);
  } else if (cell.kind == CellKind::absent) {
    out += '-';
  } else if (columns_[i].type == ColumnType::json) {
    const Value& value = *find_part(parsed, field.steps);
    out += value.is_text() ? value.text() : value.json();
  } else if (columns_[i].type == ColumnType::list) {
    append_item(columns_[i], place, std::get<std::uint64_t>(field.steps[0]), out);
  } else {
    plain_cell(columns_[i])(*place.batch, place.index, out);  // NaN or infinity
  }
}

}  // namespace accel
