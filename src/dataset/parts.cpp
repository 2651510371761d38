// SPDX-License-Identifier: Apache-2.0
#include "dataset/parts.h"

#include <algorithm>
#include <numeric>

namespace accel {

std::uint64_t ColumnParts::rows(std::size_t slice) const {
  return std::accumulate(slices[slice].begin(), slices[slice].end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Part& part) { return sum + part.rows; });
}

std::uint64_t ColumnParts::bytes() const {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const PartFile& file) {
                           return sum + (file.name.empty() ? 0 : file.bytes);
                         });
}

bool ColumnParts::is_plain() const {
  if (files.size() != slices.size()) return false;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (slices[i].size() != 1) return false;
    const Part& part = slices[i][0];
    if (part.file != i || part.origin != i || part.first != 0 || part.origin_first != 0 ||
        part.rows != files[i].rows) {
      return false;
    }
  }
  return true;
}

std::vector<RowsIdentity> identities(const ColumnParts& parts, std::size_t slice) {
  std::vector<RowsIdentity> all;
  for (const Part& part : parts.slices[slice]) {
    if (part.rows == 0) continue;
    const Digest& file = parts.files[part.origin].checksum;
    const bool goes_on = !all.empty() && all.back().file == file &&
                         all.back().first + all.back().rows == part.origin_first;
    if (goes_on) {
      all.back().rows += part.rows;
    } else {
      all.push_back({file, part.origin_first, part.rows});
    }
  }
  return all;
}

}  // namespace accel
