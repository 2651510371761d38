// SPDX-License-Identifier: Apache-2.0
// `DS/<dataset>/parts.tsv`: the parts of the columns whose files lie in that folder. Columns with
// equal lists share one. FORMATS.md has the lines.
#pragma once

#include "dataset/parts.h"

#include <map>
#include <string>
#include <string_view>

namespace accel {

/// By column.
using PartLists = std::map<std::string, ColumnParts, std::less<>>;

std::string part_list_text(const PartLists& lists);
/// Throws Error, naming the line, for anything that part_list_text() does not write, such as a part
/// outside its file or a file outside the folder.
PartLists parse_part_list(std::string_view text, const std::string& path);

}  // namespace accel
