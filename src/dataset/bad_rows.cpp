// SPDX-License-Identifier: Apache-2.0
#include "dataset/bad_rows.h"

#include "base/json.h"

#include <fcntl.h>

namespace accel {

void BadRows::add(std::int64_t row, std::string_view name, std::string_view reason) {
  if (!fd_.is_open()) fd_ = open_file(path_, O_WRONLY | O_CREAT | O_TRUNC);
  const Document line = {{"slice", slice_},
                         {"row", row},
                         {"name", name.empty() ? Document() : Document(std::string(name))},
                         {"reason", std::string(reason)}};
  write_all(fd_, path_, json_line(line) + "\n");
  ++count_;
}

void BadRows::finish() {
  if (fd_.is_open()) sync_file(fd_, path_);
  fd_.reset();
}

BadRow read_bad_row(std::string_view line, const std::string& path) {
  const Document row = parse_json(line, path);
  return {json_get<std::int64_t>(row, "slice", path), json_get<std::int64_t>(row, "row", path),
          find_member<std::string>(row, "name").value_or(""),
          json_get<std::string>(row, "reason", path)};
}

}  // namespace accel
