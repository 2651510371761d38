// SPDX-License-Identifier: Apache-2.0
#include "dataset/equal_values.h"

#include "base/if_sound.h"
#include "column/column_type.h"
#include "column/value_digest.h"

#include <algorithm>
#include <utility>

namespace accel {
namespace {

constexpr std::uint64_t kLongRun = 16;
constexpr std::size_t kLargeRun = 1024;
constexpr int kShortRuns = 64;
constexpr int kUnequal = 256;

/// Numbers the rows of a slice in the order of these sections, and leaves out rows that are in
/// none.
std::vector<SameRows> renumbered(const std::vector<SameRows>& all,
                                 const std::vector<RowSection>& sections) {
  std::vector<SameRows> result;
  auto same = all.begin();
  std::uint64_t before = 0;  // rows in the sections before
  for (const RowSection& section : sections) {
    const auto first = static_cast<std::uint64_t>(section.first);
    const auto end = static_cast<std::uint64_t>(section.end);
    while (same != all.end() && same->first + same->rows <= first) ++same;
    for (; same != all.end() && same->first < end; ++same) {
      const std::uint64_t from = std::max(first, same->first);
      const std::uint64_t until = std::min(end, same->first + same->rows);
      result.push_back(
          {before + from - first, until - from, same->from_slice, same->from + from - same->first});
      if (same->first + same->rows > end) break;
    }
    before += end - first;
  }
  return result;
}

}  // namespace

EqualValues::EqualValues(const Dataset& before, ColumnSpec spec,
                         std::vector<std::vector<SameRows>> rows)
    : before_(before), spec_(std::move(spec)) {
  for (auto& list : rows) rows_.push_back({std::move(list), 0});
}

void EqualValues::write(std::int64_t row, const detail::Cell& cell, ColumnWriter& file) {
  const auto number = static_cast<std::uint64_t>(row);
  if (is_comparing_) {
    if (const auto place = find_sound(number, cell)) {
      return add(number, *place, row_width(spec_) + cell.size, file);
    }
  }
  end_run(file);
  file.append(cell);
}

std::vector<KeptRows> EqualValues::finish(ColumnWriter& file) {
  end_run(file);
  return std::move(kept_);
}

/// Stops comparing if a file is damaged or gone.
std::optional<EqualValues::Place> EqualValues::find_sound(std::uint64_t row,
                                                          const detail::Cell& cell) {
  is_comparing_ = false;
  return if_sound([&] {
    auto place = find_equal(row, cell);
    const bool is_hopeless = unequal_ >= kUnequal && kept_.empty() && run_.rows == 0 && !place;
    is_comparing_ = !is_hopeless;
    return place;
  });
}

std::optional<EqualValues::Place> EqualValues::find_equal(std::uint64_t row,
                                                          const detail::Cell& cell) {
  bool is_compared = false;
  for (Rows& rows : rows_) {
    const auto place = find_place(rows, row);
    if (place && is_there(*place) && is_equal(*place, cell)) return place;
    is_compared = is_compared || place;
  }
  if (is_compared) ++unequal_;
  return std::nullopt;
}

std::optional<EqualValues::Place> EqualValues::find_place(Rows& rows, std::uint64_t row) {
  const auto is_over = [&] {
    const SameRows& some = rows.list[rows.next];
    return some.first + some.rows <= row;
  };
  while (rows.next < rows.list.size() && is_over()) ++rows.next;
  if (rows.next == rows.list.size() || rows.list[rows.next].first > row) return std::nullopt;
  const SameRows& some = rows.list[rows.next];
  return Place{static_cast<int>(some.from_slice), some.from + row - some.first};
}

/// The lists are made from files that may be damaged.
bool EqualValues::is_there(const Place& place) const {
  const std::vector<std::uint64_t>& rows = before_.state()->manifest.rows;
  return std::cmp_less(place.slice, rows.size()) &&
         place.row < rows[static_cast<std::size_t>(place.slice)];
}

bool EqualValues::is_equal(const Place& place, const detail::Cell& cell) {
  go_to(place);
  const std::int64_t row = static_cast<std::int64_t>(place.row) - batch_.first;
  return is_stored_as(spec_, cell, batch_.batch, batch_.batch.first + row);
}

/// Reads the batch around the row, unless it is already there.
void EqualValues::go_to(const Place& place) {
  const auto row = static_cast<std::int64_t>(place.row);
  const bool is_there = place.slice == batch_slice_ && row >= batch_.first &&
                        row < batch_.first + batch_.batch.rows - batch_.batch.first;
  if (is_there) return;
  auto slice = slices_.find(place.slice);
  if (slice == slices_.end()) {
    ColumnFiles& files = column_files(*before_.state(), spec_.name);
    slice = slices_.try_emplace(place.slice, files, place.slice).first;
  }
  batch_slice_ = -1;
  batch_ = slice->second.at(row);
  batch_slice_ = place.slice;
}

void EqualValues::add(std::uint64_t row, const Place& place, std::size_t size, ColumnWriter& file) {
  const bool goes_on = run_.rows > 0 && run_.slice == place.slice &&
                       run_.first + run_.rows == place.row && run_.at + run_.rows == row;
  if (!goes_on) {
    end_run(file);
    run_ = {before_.state()->reference, place.slice, place.row, 0, row};
    run_bytes_ = 0;
  }
  ++run_.rows;
  run_bytes_ += size;
}

/// Keeps the run, or writes it if it is too short for a part of its own.
void EqualValues::end_run(ColumnWriter& file) {
  if (run_.rows == 0) return;
  const bool is_short = run_.rows < kLongRun && run_bytes_ < kLargeRun;
  if (!is_short || short_runs_++ < kShortRuns) {
    kept_.push_back(run_);
  } else {
    for (std::uint64_t i = 0; i < run_.rows; ++i) {
      go_to({run_.slice, run_.first + i});
      const std::int64_t row = static_cast<std::int64_t>(run_.first + i) - batch_.first;
      file.append(stored_cell(spec_, batch_.batch, batch_.batch.first + row));
    }
  }
  run_.rows = 0;
}

std::unique_ptr<EqualValues> compare_with(const Counterpart& counterpart, int slice,
                                          const ColumnSpec& column, const PlannedMap* plan) {
  const detail::DatasetState& before = *counterpart.dataset.state();
  const ManifestColumn* there = before.manifest.find(column.name);
  const bool is_alike =
      there != nullptr && there->owner == before.reference && is_same_type(there->spec, column);
  if (!is_alike) return nullptr;
  std::vector<std::vector<SameRows>> lists;
  for (const SameSlices& rows : counterpart.rows) {
    const std::vector<SameRows>& here = rows.at(static_cast<std::size_t>(slice));
    lists.push_back(plan != nullptr ? renumbered(here, plan->compute) : here);
  }
  return std::make_unique<EqualValues>(counterpart.dataset, column, std::move(lists));
}

}  // namespace accel
