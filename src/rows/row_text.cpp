// SPDX-License-Identifier: Apache-2.0
#include "rows/row_text.h"

#include "base/text.h"

namespace accel {
namespace {

/// Whether its values are letters, digits and dots, in every style.
bool is_clean(const ColumnSpec& spec) {
  switch (spec.type) {
    case ColumnType::bytes:
    case ColumnType::text:
    case ColumnType::json:
    case ColumnType::list: return false;
    default: return true;
  }
}

std::string json_member(std::string_view name) {
  std::string text;
  append_json_text(text, name);
  return text + ":";
}

void add_csv_field(std::string_view text, std::string& out) {
  if (!text.empty() && text.find_first_of("\",\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

RowText::RowText(RowStyle style, const std::vector<ColumnSpec>& columns, bool for_terminal)
    : style_(style), for_terminal_(for_terminal) {
  const bool is_json = style == RowStyle::jsonl;
  for (const ColumnSpec& spec : columns) {
    fields_.push_back({is_json ? json_member(spec.name) : spec.name,
                       is_json ? json_cell(spec) : plain_cell(spec), is_clean(spec)});
  }
}

void RowText::add_header(std::string& out) {
  if (style_ == RowStyle::jsonl) return;
  for (const Field& field : fields_) {
    if (&field != &fields_.front()) out += style_ == RowStyle::csv ? ',' : '\t';
    add_field(field.name, out);
  }
  end_line(out);
}

void RowText::add_row(const RowReader& reader, std::string& out) {
  if (style_ == RowStyle::jsonl) {
    add_members(reader, out);
  } else {
    add_cells(reader, out);
  }
  end_line(out);
}

void RowText::add_cells(const RowReader& reader, std::string& out) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i != 0) out += style_ == RowStyle::csv ? ',' : '\t';
    if (!reader.is_present(i)) continue;
    if (fields_[i].is_clean) {
      fields_[i].append(reader.batch(i), reader.index(i), out);
      continue;
    }
    cell_.clear();
    fields_[i].append(reader.batch(i), reader.index(i), cell_);
    add_field(cell_, out);
  }
}

void RowText::add_members(const RowReader& reader, std::string& out) {
  out += '{';
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i != 0) out += ',';
    out += fields_[i].name;
    if (reader.is_present(i)) {
      fields_[i].append(reader.batch(i), reader.index(i), out);
    } else {
      out += "null";
    }
  }
  out += '}';
}

void RowText::add_field(std::string_view text, std::string& out) {
  if (style_ == RowStyle::csv) {
    add_csv_field(for_terminal_ ? escaped(text) : text, out);
  } else {
    out += for_terminal_ ? printable(tsv_field(text)) : tsv_field(text);
  }
}

}  // namespace accel
