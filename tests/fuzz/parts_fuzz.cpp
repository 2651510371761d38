// SPDX-License-Identifier: Apache-2.0
// Any bytes as a list of parts. A list that was read and written again is the same list, and every
// part is inside its file.
#include "dataset/part_list.h"

#include <accel/error.h>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  accel::PartLists lists;
  try {
    lists = accel::parse_part_list(text, "parts.tsv");
  } catch (const accel::Error&) {
    return 0;
  }
  for (const auto& [column, parts] : lists) {
    for (const auto& slice : parts.slices) {
      for (const accel::Part& part : slice) {
        if (part.first + part.rows > parts.files.at(part.file).rows) std::abort();
        if (part.origin_first + part.rows > parts.files.at(part.origin).rows) std::abort();
      }
    }
  }
  const std::string written = accel::part_list_text(lists);
  if (accel::part_list_text(accel::parse_part_list(written, "parts.tsv")) != written) std::abort();
  return 0;
}
