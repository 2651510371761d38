// SPDX-License-Identifier: Apache-2.0
#include "dataset/parts.h"

#include "base/check.h"

#include <algorithm>
#include <numeric>

namespace accel {

bool is_kept(const PartFile& file) { return file.name.starts_with("kept/"); }

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
    if (slices[i].size() != 1 || is_kept(files[i])) return false;
    const Part& part = slices[i][0];
    if (part.file != i || part.origin != i || part.first != 0 || part.origin_first != 0 ||
        part.rows != files[i].rows) {
      return false;
    }
  }
  return true;
}

void PartsBuilder::add(std::size_t slice, const ColumnParts& source, std::size_t source_slice,
                       std::uint64_t first, std::uint64_t rows) {
  const std::vector<Part>& parts = source.slices[source_slice];
  const Ends& ends = ends_of(parts);
  auto i = static_cast<std::size_t>(std::ranges::upper_bound(ends, first) - ends.begin());
  for (; rows > 0 && i < parts.size(); ++i) {
    const Part& part = parts[i];
    ACCEL_CHECK(ends[i] == (i > 0 ? ends[i - 1] : 0) + part.rows);  // else the source has changed
    const std::uint64_t before = first - (ends[i] - part.rows);
    const std::uint64_t taken = std::min(rows, part.rows - before);
    first += taken;
    rows -= taken;
    if (taken == 0) continue;
    const std::size_t file = place_of(source.files[part.file]);
    PartFile origin = source.files[part.origin];
    if (part.origin != part.file) origin.name.clear();
    add_part(slice,
             {file, part.first + before, taken, place_of(origin), part.origin_first + before});
  }
}

const PartsBuilder::Ends& PartsBuilder::ends_of(const std::vector<Part>& parts) {
  const auto [found, is_new] = ends_.try_emplace(&parts);
  Ends& ends = found->second;
  if (is_new) {
    std::uint64_t end = 0;
    for (const Part& part : parts) ends.push_back(end += part.rows);
  }
  ACCEL_CHECK(ends.size() == parts.size());
  return ends;
}

void PartsBuilder::add_own(std::size_t slice, const PartFile& file, std::uint64_t first,
                           std::uint64_t rows) {
  const auto [found, is_new] = own_places_.emplace(file.name, parts_.files.size());
  if (is_new) parts_.files.push_back(file);
  add_part(slice, {found->second, first, rows, found->second, first});
}

/// A file that was only the origin of rows gets a name when rows of it are used.
std::size_t PartsBuilder::place_of(const PartFile& file) {
  const auto [found, is_new] = places_.emplace(file.checksum, parts_.files.size());
  if (is_new) parts_.files.push_back(file);
  PartFile& known = parts_.files[found->second];
  if (!file.name.empty()) known.name = "kept/" + file.checksum.hex() + ".arrow";
  return found->second;
}

void PartsBuilder::add_part(std::size_t slice, const Part& part) {
  std::vector<Part>& parts = parts_.slices[slice];
  if (!parts.empty()) {
    Part& last = parts.back();
    if (last.file == part.file && last.first + last.rows == part.first &&
        last.origin == part.origin && last.origin_first + last.rows == part.origin_first) {
      last.rows += part.rows;
      return;
    }
  }
  parts.push_back(part);
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
