// SPDX-License-Identifier: Apache-2.0
// The values of a column as text, whatever its type, for every command that shows rows. They are
// appended to a text of the caller, without further allocations.
#pragma once

#include <accel/column.h>

#include <string>
#include <string_view>

namespace accel {

/// Appends one value, which must be present. Unchanged: nothing is escaped except in JSON.
using AppendCell = void (*)(const detail::Batch& batch, std::int64_t row, std::string& out);

/// As people read it: numbers with the fewest digits that read back the same, dates as 2024-02-29,
/// lists as [1,2], bytes as kind and size (jpeg, 43.1 kB), text and json as they are.
AppendCell plain_cell(const ColumnSpec& spec);
/// As JSON (FORMATS.md, "Values as JSON"); bytes as {"kind":"jpeg","bytes":43100}, with kind null
/// if unknown. On one line, and valid whatever the file holds.
AppendCell json_cell(const ColumnSpec& spec);

/// Appends a text as JSON; when it is not UTF-8, as {"base64":"..."}. Control characters are
/// escaped, those above 0x7f too.
void append_json_text(std::string& out, std::string_view text);

}  // namespace accel
