// SPDX-License-Identifier: Apache-2.0
#include "run/row_ranges.h"

#include <algorithm>

namespace accel {

std::vector<RowSection> rows_between(const std::vector<SameRows>& kept, std::uint64_t rows) {
  std::vector<RowSection> between;
  std::uint64_t at = 0;
  const auto add = [&](std::uint64_t end) {
    if (at < end)
      between.push_back({static_cast<std::int64_t>(at), static_cast<std::int64_t>(end)});
  };
  for (const SameRows& same : kept) {
    add(same.first);
    at = same.first + same.rows;
  }
  add(rows);
  return between;
}

bool is_in_order(const std::vector<RowSection>& ranges) {
  std::int64_t end = 0;
  for (const RowSection& range : ranges) {
    if (range.first < end || range.end <= range.first) return false;
    end = range.end;
  }
  return true;
}

std::uint64_t rows_in(const std::vector<RowSection>& ranges) {
  std::uint64_t rows = 0;
  for (const RowSection& range : ranges)
    rows += static_cast<std::uint64_t>(range.end - range.first);
  return rows;
}

std::vector<RowSection> merged(std::vector<RowSection> all, const std::vector<RowSection>& more) {
  all.insert(all.end(), more.begin(), more.end());
  std::ranges::sort(all, {}, &RowSection::first);
  std::vector<RowSection> result;
  for (const RowSection& range : all) {
    if (!result.empty() && range.first <= result.back().end) {
      result.back().end = std::max(result.back().end, range.end);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

std::vector<RowSection> computed_in(const PlannedRows& slice) {
  std::vector<RowSection> computed;
  for (const auto& [dataset, map] : slice) computed = merged(std::move(computed), map.compute);
  return computed;
}

std::vector<std::uint64_t> rows_of_slices(std::size_t files, std::size_t slices) {
  const auto first = [&](std::size_t slice) {
    return first_of_slice(static_cast<std::int64_t>(files), static_cast<std::int64_t>(slice),
                          static_cast<std::int64_t>(slices));
  };
  std::vector<std::uint64_t> rows;
  for (std::size_t slice = 0; slice < slices; ++slice) {
    rows.push_back(static_cast<std::uint64_t>(first(slice + 1) - first(slice)));
  }
  return rows;
}

SameSlices without(const SameSlices& slices, const std::set<RowPlace>& rows) {
  if (rows.empty()) return slices;
  SameSlices result(slices.size());
  for (std::size_t slice = 0; slice < slices.size(); ++slice) {
    for (SameRows same : slices[slice]) {
      const std::uint64_t end = same.from + same.rows;
      auto out = rows.lower_bound({same.from_slice, same.from});
      for (; out != rows.end() && out->first == same.from_slice && out->second < end; ++out) {
        const std::uint64_t before = out->second - same.from;
        if (before > 0) {
          result[slice].push_back({same.first, before, same.from_slice, same.from});
        }
        same = {same.first + before + 1, same.rows - before - 1, same.from_slice, out->second + 1};
      }
      if (same.rows > 0) result[slice].push_back(same);
    }
  }
  return result;
}

std::vector<SameRows> without_rows(const std::vector<SameRows>& more,
                                   const std::vector<SameRows>& rows) {
  std::vector<SameRows> result;
  auto taken = rows.begin();
  for (SameRows same : more) {
    while (taken != rows.end() && taken->first + taken->rows <= same.first) ++taken;
    for (auto next = taken; next != rows.end() && next->first < same.first + same.rows; ++next) {
      const std::uint64_t before = next->first > same.first ? next->first - same.first : 0;
      if (before > 0) result.push_back({same.first, before, same.from_slice, same.from});
      const std::uint64_t gone = std::min(next->first + next->rows - same.first, same.rows);
      same = {same.first + gone, same.rows - gone, same.from_slice, same.from + gone};
    }
    if (same.rows > 0) result.push_back(same);
  }
  return result;
}

bool is_each_once(const SameSlices& slices) {
  std::vector<SameRows> all;
  for (const auto& slice : slices) all.insert(all.end(), slice.begin(), slice.end());
  std::ranges::sort(all, {},
                    [](const SameRows& rows) { return RowPlace(rows.from_slice, rows.from); });
  const auto overlap = std::ranges::adjacent_find(all, [](const SameRows& a, const SameRows& b) {
    return a.from_slice == b.from_slice && a.from + a.rows > b.from;
  });
  return overlap == all.end();
}

}  // namespace accel
