// SPDX-License-Identifier: Apache-2.0
#include "dataset/running_map.h"

namespace accel {

RunningMap::RunningMap(const PlannedMap* plan, const std::string& path,
                       const std::vector<ColumnSpec>& columns, std::int64_t rows_before)
    : plan_(plan), rows_before_(rows_before) {
  if (plan == nullptr) return;
  for (const RowSection& rows : plan->compute) sections_.push_back({rows});
  if (plan->has_trial) {
    trial_ = std::make_unique<MapTrial>(path, columns);
    add_trial();
  }
  count_kept();
}

void RunningMap::count_kept() {
  std::int64_t computed = 0;
  for (Section& section : sections_) {
    section.kept_before = section.rows.first - computed;
    if (section.kind != Kind::again) computed += section.rows.end - section.rows.first;
  }
}

void RunningMap::add_trial() {
  if (!sections_.empty()) {
    RowSection& rows = sections_.front().rows;
    const RowSection first{rows.first, rows.first + 1};
    rows.first = first.end;
    if (rows.first == rows.end) sections_.erase(sections_.begin());
    sections_.insert(sections_.begin(), {first, Kind::first});
    sections_.push_back({first, Kind::again});
  }
  if (plan_->kept) sections_.push_back({{plan_->kept->row, plan_->kept->row + 1}, Kind::again});
}

std::optional<std::size_t> RunningMap::next() {
  while (begun_ < sections_.size()) {
    const std::size_t section = begun_++;
    if (trial_ || !is_again(section)) return section;
  }
  return std::nullopt;
}

void RunningMap::enter(std::size_t section) {
  if (entered_ == section) return;
  leave();
  entered_ = section;
  kind_ = sections_[section].kind;
}

/// A section of a trial has one row.
void RunningMap::leave() {
  if (MapTrial* last = trial()) last->next_row();
  kind_ = Kind::plain;
}

std::string RunningMap::find_difference() {
  if (!trial_) return "";
  leave();
  std::string difference = trial_->find_difference(!plan_->compute.empty(), plan_->kept);
  trial_.reset();
  return difference;
}

}  // namespace accel
