// SPDX-License-Identifier: Apache-2.0
// Rows as lines of text. An absent value is empty, in JSON null.
//
//   tsv    fields apart by tabs; in them tab, newline, return and backslash are \t \n \r \\.
//   csv    RFC 4180, lines end with CR LF; an empty text is "", an absent value nothing.
//   jsonl  an object a line, by column.
#pragma once

#include "rows/cells.h"
#include "rows/row_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace accel {

enum class RowStyle : std::uint8_t { tsv, csv, jsonl };

class RowText {
 public:
  /// `for_terminal`: in all fields, what a terminal would interpret as a command is written \xNN.
  RowText(RowStyle style, const std::vector<ColumnSpec>& columns, bool for_terminal);

  /// Appends the line with the column names; nothing for jsonl.
  void add_header(std::string& out);
  /// Appends the current row of the reader, which must have these columns.
  void add_row(const RowReader& reader, std::string& out);

 private:
  struct Field {
    std::string name;  ///< in jsonl with its quotes and the colon
    AppendCell append;
    bool is_clean;  ///< nothing in it can need an escape
  };
  void add_cells(const RowReader& reader, std::string& out);
  void add_members(const RowReader& reader, std::string& out);
  void add_field(std::string_view text, std::string& out);
  void end_line(std::string& out) const { out += style_ == RowStyle::csv ? "\r\n" : "\n"; }

  RowStyle style_;
  bool for_terminal_;
  std::vector<Field> fields_;
  std::string cell_;
};

}  // namespace accel
