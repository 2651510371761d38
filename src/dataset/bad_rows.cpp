// SPDX-License-Identifier: Apache-2.0
#include "dataset/bad_rows.h"

#include "base/json.h"
#include "base/text.h"

#include <fcntl.h>

#include <algorithm>
#include <utility>

namespace accel {

void BadRows::add(std::int64_t row, std::string_view name, std::string_view reason,
                  std::string_view cause) {
  if (!fd_.is_open()) fd_ = open_file(path_, O_WRONLY | O_CREAT | O_TRUNC);
  write_all(
      fd_, path_,
      bad_row_line({slice_, row, std::string(name), std::string(reason), std::string(cause)}));
  ++count_;
}

std::string bad_row_line(const BadRow& row) {
  Document line = {{"slice", row.slice},
                   {"row", row.row},
                   {"name", row.name.empty() ? Document() : Document(row.name)},
                   {"reason", row.reason}};
  if (row.cause != kRowCause) line["cause"] = row.cause;
  return json_line(line) + "\n";
}

std::string merged_bad_rows(std::string_view lines, std::vector<BadRow> rows,
                            const std::string& path) {
  for (const std::string& line : split(lines, '\n')) {
    if (!line.empty()) rows.push_back(read_bad_row(line, path));
  }
  std::ranges::stable_sort(rows, [](const BadRow& a, const BadRow& b) {
    return std::pair(a.slice, a.row) < std::pair(b.slice, b.row);
  });
  std::string all;
  for (const BadRow& row : rows) all += bad_row_line(row);
  return all;
}

void BadRows::finish() {
  if (fd_.is_open()) sync_file(fd_, path_);
  fd_.reset();
}

BadRow read_bad_row(std::string_view line, const std::string& path) {
  const Document row = parse_json(line, path);
  return {json_get<std::int64_t>(row, "slice", path), json_get<std::int64_t>(row, "row", path),
          find_member<std::string>(row, "name").value_or(""),
          json_get<std::string>(row, "reason", path),
          find_member<std::string>(row, "cause").value_or(kRowCause)};
}

}  // namespace accel
