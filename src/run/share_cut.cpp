// SPDX-License-Identifier: Apache-2.0
#include "run/share_cut.h"

#include "run/row_ranges.h"

#include <algorithm>
#include <cmath>

namespace accel {
namespace {

constexpr double kLeastSeconds = 0.1;     // starting a worker and its files takes some milliseconds
constexpr std::uint64_t kLeastRows = 16;  // if the time of a row is not known
constexpr double kMostRows = 1ULL << 40U;  // so that the quotient fits

/// Rows `first` to `end` of those in the ranges, which are numbered from 0 through all ranges.
std::vector<RowSection> rows_number(const std::vector<RowSection>& ranges, std::uint64_t first,
                                    std::uint64_t end) {
  std::vector<RowSection> some;
  std::uint64_t before = 0;
  for (const RowSection& range : ranges) {
    const auto rows = static_cast<std::uint64_t>(range.end - range.first);
    const std::uint64_t from = std::clamp(first, before, before + rows) - before;
    const std::uint64_t to = std::clamp(end, before, before + rows) - before;
    if (from < to) {
      some.push_back({range.first + static_cast<std::int64_t>(from),
                      range.first + static_cast<std::int64_t>(to)});
    }
    before += rows;
  }
  return some;
}

}  // namespace

std::uint64_t rows_of_share(std::uint64_t rows, std::size_t slices, double seconds_per_row) {
  std::uint64_t least = kLeastRows;
  if (seconds_per_row > 0) {
    least = static_cast<std::uint64_t>(
        std::clamp(std::ceil(kLeastSeconds / seconds_per_row), 1.0, kMostRows));
  }
  return std::max({least, (rows + slices - 1) / slices, std::uint64_t{1}});
}

std::map<Share, PlannedRows> cut_into_shares(const std::vector<PlannedRows>& slices,
                                             std::uint64_t most) {
  std::map<Share, PlannedRows> shares;
  for (std::size_t slice = 0; slice < slices.size(); ++slice) {
    std::uint64_t rows = 0;
    bool has_trial = false;
    for (const auto& [dataset, map] : slices[slice]) {
      rows = std::max(rows, rows_in(map.compute));
      has_trial = has_trial || map.has_trial;
    }
    const std::uint64_t count = std::max((rows + most - 1) / most, std::uint64_t{has_trial});
    for (std::uint64_t i = 0; i < count; ++i) {
      PlannedRows& share = shares[{static_cast<int>(slice), static_cast<int>(i)}];
      for (const auto& [dataset, map] : slices[slice]) {
        const std::uint64_t of_map = rows_in(map.compute);
        PlannedMap& part = share[dataset];
        part.compute = rows_number(map.compute, of_map * i / count, of_map * (i + 1) / count);
        part.has_trial = map.has_trial;
        if (i == 0) part.kept = map.kept;
      }
    }
  }
  return shares;
}

}  // namespace accel
