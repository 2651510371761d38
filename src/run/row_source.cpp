// SPDX-License-Identifier: Apache-2.0
#include "run/row_source.h"

#include "base/text.h"
#include "run/row_files.h"
#include "run/row_ranges.h"

#include <algorithm>
#include <utility>

namespace accel {
RowSource::RowSource(const JobSetup& setup, const std::string& job_path, const Predecessor& before)
    : setup_(setup),
      job_path_(job_path),
      before_(before),
      before_setup_(before.setup()),
      workdirs_(setup.environment.workdirs),
      ruled_out_(compare()) {}

std::string RowSource::compare() {
  inputs_.is_sliced_alike = before_setup_.limits.slices == setup_.limits.slices;
  std::string setting = changed_setting(before_setup_, setup_);
  if (!setting.empty()) return setting;
  const std::string other = find_replaced_input(before_.job_path(), workdirs_);
  if (!other.empty()) return other + " is not the job of that name that " + before_.id() + " read";
  if (!compare_inputs()) {
    return "its datasets do not correspond one to one to those that " + before_.id() + " read";
  }
  return changed_read(before_.analysis(), inputs_, before_setup_, setup_);
}

/// Finds the input that takes the place of each input of the earlier job. False if that is not
/// clear.
bool RowSource::compare_inputs() {
  if (before_setup_.task.datasets.size() != setup_.task.datasets.size()) return false;
  for (const auto& [name, before] : before_setup_.task.datasets) {
    const auto now = setup_.task.datasets.find(name);
    if (now == setup_.task.datasets.end() || now->second.size() != before.size()) return false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto [known, is_new] = inputs_.replaced.emplace(before[i], now->second[i]);
      if (!is_new && known->second != now->second[i]) return false;
      if (before[i] != now->second[i]) inputs_.changed.insert(reference_text(now->second[i]));
    }
  }
  for (const auto& [name, files] : setup_.task.files) {
    const auto before = before_setup_.task.files.find(name);
    const bool is_same =
        before != before_setup_.task.files.end() && before->second.digest == files.digest;
    if (!is_same) inputs_.changed.insert(name);
  }
  return true;
}

std::vector<MapRows> RowSource::match() {
  sort_bad_rows();
  std::vector<MapRows> maps;
  for (const MapRecord& map : before_.analysis().maps) {
    MapRows& found = maps.emplace_back(MapRows{map, {}, {}});
    found.same = without(
        map.is_of_files ? match_files(found.map, found.rows) : match_rows(found.map, found.rows),
        tried_again_);
    if (found.same.size() != slices()) {
      throw Error("the source does not have the slices of the job");
    }
    leave_out_others(map.dataset, found.same);
  }
  return maps;
}

/// Decides which bad rows are kept with their reasons, and which are computed again. All are
/// computed again if there are several maps, because nothing says in which of them a row was bad;
/// and if limits are raised, because a function may have reported a limit in its own words.
void RowSource::sort_bad_rows() {
  const bool is_only = before_.analysis().maps.size() == 1;
  const double limit = setup_.limits.row_timeout;
  const double before = before_setup_.limits.row_timeout;
  const bool was_no_lower = limit > 0 && before >= limit;
  const bool are_limits_raised = before_setup_.task.images != setup_.task.images;
  for (BadRow& row : before_.bad_rows()) {
    const RowPlace place(row.slice, row.row);
    const bool stays = row.cause == kLateCause ? was_no_lower
                                               : !are_limits_raised && (row.cause == kRowCause ||
                                                                        row.cause == kLimitCause);
    if (is_only && stays) {
      bad_.emplace(place, std::move(row));
    } else {
      tried_again_.insert(place);
    }
  }
  for (const SavedFile& file : lost_files(before_.job_path(), before_.files())) {
    tried_again_.emplace(file.slice, file.row);
  }
}

SameSlices RowSource::match_files(const MapRecord& map, std::vector<std::uint64_t>& rows) {
  files_ = read_inputs(inputs_path(job_path_, map.source));
  const std::vector<InputFile> before = read_inputs(inputs_path(before_.job_path(), map.source));
  const auto slices_before = static_cast<std::size_t>(before_setup_.limits.slices);
  rows = rows_of_slices(files_.size(), slices());
  before_.check_rows(map.dataset, rows_of_slices(before.size(), slices_before));
  return same_files(files_, slices(), before, slices_before);
}

SameSlices RowSource::match_rows(MapRecord& map, std::vector<std::uint64_t>& rows) {
  const Reference reference = parse_reference(map.source, true);
  const auto found =
      inputs_.replaced.find(reference);  // the dataset of an input that is a job is the same
  const Reference& reference_now = found == inputs_.replaced.end() ? reference : found->second;
  const Dataset before = open_dataset(reference, workdirs_);
  source_ = open_dataset(reference_now, workdirs_);
  map.source = reference_text(reference_now);
  rows = source_.state()->manifest.rows;
  before_.check_rows(map.dataset, before.state()->manifest.rows);
  return same_rows(parts_of_columns(source_, map.columns), parts_of_columns(before, map.columns));
}

/// Leaves out rows that the earlier job did not compute. Leaves out rows of other slices, too, if
/// the earlier job read something that depends on the slice.
void RowSource::leave_out_others(const std::string& dataset, SameSlices& same) const {
  const bool reads_slice = before_.analysis().reads.contains({"", kSliceRead});
  for (std::size_t slice = 0; slice < same.size(); ++slice) {
    if (reads_slice) {
      std::erase_if(same[slice], [&](const SameRows& rows) { return rows.from_slice != slice; });
    }
    same[slice] = before_.computed(dataset, same[slice]);
  }
}

std::string RowSource::name_of(std::size_t slice, std::int64_t row) const {
  const auto number = static_cast<int>(slice);
  if (source_) return detail::row_name(source_.state(), number, number + 1, row);
  const std::int64_t first =
      first_of_slice(static_cast<std::int64_t>(files_.size()), number, setup_.limits.slices);
  return files_.at(static_cast<std::size_t>(first + row)).name;
}

}  // namespace accel
