// SPDX-License-Identifier: Apache-2.0
#include "run/row_plan.h"

#include "base/text.h"
#include "column/value_digest.h"
#include "dataset/dataset.h"
#include "job/post_file.h"
#include "run/predecessor.h"
#include "run/row_match.h"
#include "run/row_ranges.h"
#include "run/share_cut.h"
#include "run/slice_report.h"

#include <algorithm>
#include <utility>

namespace accel {
namespace {

/// Compares a job that is about to run with an earlier one.
class PlanMaker {
 public:
  PlanMaker(const JobSetup& setup, const std::string& job_path, const Predecessor& before)
      : setup_(setup),
        job_path_(job_path),
        workdirs_(setup.environment.workdirs),
        before_(before),
        before_setup_(before.setup()) {
    plan_.job = before.id();
    plan_.analysis = before.analysis();
    plan_.prepared = passed_on(before.prepared());
    compute_.resize(slices());
    plan_.bad_rows.resize(slices());
    plan_.rows.resize(slices());
  }

  std::optional<RowPlan> make() {
    if (!may_keep()) return std::nullopt;
    sort_bad_rows();
    std::uint64_t kept = 0;
    for (MapRecord& map : plan_.analysis.maps) kept += keep_rows(map);
    if (kept == 0) return std::nullopt;
    count_rows();
    keep_bad_rows();
    add_trials();
    plan_.shares = cut_into_shares(
        compute_, rows_of_share(plan_.computed_rows, slices(), before_.seconds_per_row()));
    plan_.digest = digest_of(json_line(outline()));
    return std::move(plan_);
  }

 private:
  std::size_t slices() const { return static_cast<std::size_t>(setup_.limits.slices); }

  bool may_keep() {
    plan_.is_sliced_alike = before_setup_.limits.slices == setup_.limits.slices;
    const auto libraries = [](const JobSetup& setup) {
      const auto found = setup.origin.versions.find("libraries");
      return found == setup.origin.versions.end() ? "" : found->second;
    };
    return before_setup_.task.images == setup_.task.images &&
           libraries(before_setup_) == libraries(setup_) && compare_inputs() && has_same_reads();
  }

  /// Finds the input that takes the place of each input of the predecessor. False if that is not
  /// clear.
  bool compare_inputs() {
    if (before_setup_.task.datasets.size() != setup_.task.datasets.size()) return false;
    for (const auto& [name, before] : before_setup_.task.datasets) {
      const auto now = setup_.task.datasets.find(name);
      if (now == setup_.task.datasets.end() || now->second.size() != before.size()) return false;
      for (std::size_t i = 0; i < before.size(); ++i) {
        const auto [known, is_new] = now_.emplace(before[i], now->second[i]);
        if (!is_new && known->second != now->second[i]) return false;
        if (before[i] != now->second[i]) plan_.changed.insert(reference_text(now->second[i]));
      }
    }
    for (const auto& [name, files] : setup_.task.files) {
      const auto before = before_setup_.task.files.find(name);
      const bool is_same =
          before != before_setup_.task.files.end() && before->second.digest == files.digest;
      if (!is_same) plan_.changed.insert(name);
    }
    return true;
  }

  /// Whether everything that the predecessor read besides the rows of its maps is unchanged.
  bool has_same_reads() {
    for (const auto& [source, what] : plan_.analysis.reads) {
      if (source.empty() && !plan_.is_sliced_alike) return false;
      if (plan_.changed.contains(source)) return false;
      const auto now = now_.find(parse_reference(source, true));
      if (now != now_.end() && reference_text(now->second) != source) return false;
    }
    std::set<std::string> mapped;
    for (const MapRecord& map : plan_.analysis.maps) {
      if (map.is_of_files) mapped.insert(map.source);
    }
    return std::ranges::all_of(setup_.task.files, [&](const auto& files) {
      return mapped.contains(files.first) || !plan_.changed.contains(files.first);
    });
  }

  /// Decides which bad rows are kept with their reasons, and which are computed again. If there are
  /// several maps, nothing says in which of them a row was bad, so all are computed again.
  void sort_bad_rows() {
    const bool is_only = plan_.analysis.maps.size() == 1;
    const double limit = setup_.limits.row_timeout;
    const double before = before_setup_.limits.row_timeout;
    const bool was_no_lower = limit > 0 && before >= limit;
    for (BadRow& row : before_.bad_rows()) {
      const bool stays = row.cause == kRowCause || (row.cause == kLateCause && was_no_lower);
      if (is_only && stays) {
        bad_.push_back(std::move(row));
      } else {
        tried_again_.emplace(static_cast<std::size_t>(row.slice),
                             static_cast<std::uint64_t>(row.row));
      }
    }
  }

  /// Plans the map into one dataset. Returns how many rows it keeps.
  std::uint64_t keep_rows(MapRecord& map) {
    std::vector<std::uint64_t> rows;  // of the map's source
    SameSlices same =
        without(map.is_of_files ? match_files(map, rows) : match_rows(map, rows), tried_again_);
    if (same.size() != slices()) throw Error("the source does not have the slices of the job");
    leave_out_others(same);
    const Reference reference{plan_.job, map.dataset};
    const Dataset& before = before_.dataset(map.dataset);
    const std::map<Reference, Dataset> datasets{{reference, before}};
    std::uint64_t kept = 0;
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      KeptSlice& here = plan_.datasets[map.dataset].emplace_back();
      for (const SameRows& some : same[slice]) {
        here.rows.push_back(
            {reference, static_cast<int>(some.from_slice), some.from, some.rows, some.first});
        kept += some.rows;
      }
      compute_[slice][map.dataset].compute = rows_between(same[slice], rows[slice]);
      plan_.rows[slice] = std::max(plan_.rows[slice], rows[slice]);
    }
    const bool is_all = kept == before.state()->manifest.total_rows() && is_each_once(same);
    for (const ManifestColumn* column : own_columns(before)) {
      plan_.parts[reference][column->spec.name] = parts_of(*before.state(), *column);
      for (KeptSlice& here : plan_.datasets[map.dataset]) {
        here.columns.push_back(is_all && has_no_absent(*column)
                                   ? extremes_of(*column)
                                   : look_at_kept(column->spec, here.rows, datasets));
      }
    }
    return kept;
  }

  /// Leaves out rows that the predecessor does not have, and rows of other slices if what it read
  /// depended on the slice.
  void leave_out_others(SameSlices& same) const {
    const bool reads_slice = plan_.analysis.reads.contains({"", kSliceRead});
    for (std::size_t slice = 0; slice < same.size(); ++slice) {
      std::erase_if(same[slice], [&](const SameRows& rows) {
        return !before_.has_slice(rows.from_slice) || (reads_slice && rows.from_slice != slice);
      });
    }
  }

  static bool has_no_absent(const ManifestColumn& column) {
    return std::ranges::all_of(column.absent, [](std::uint64_t count) { return count == 0; });
  }

  /// The extremes of a column whose rows are all kept. They are known without reading a row.
  static ColumnFile extremes_of(const ManifestColumn& column) {
    ColumnFile file;
    file.name = column.spec.name;
    if (!column.min.is_null()) file.min = column.min;
    if (!column.max.is_null()) file.max = column.max;
    return file;
  }

  /// The columns that the predecessor wrote.
  static std::vector<const ManifestColumn*> own_columns(const Dataset& dataset) {
    std::vector<const ManifestColumn*> own;
    for (const ManifestColumn& column : dataset.state()->manifest.columns) {
      if (column.owner == dataset.state()->reference) own.push_back(&column);
    }
    return own;
  }

  SameSlices match_files(const MapRecord& map, std::vector<std::uint64_t>& rows) {
    files_ = read_inputs(inputs_path(job_path_, map.source));
    const std::vector<InputFile> before = read_inputs(inputs_path(before_.job_path(), map.source));
    const auto slices_before = static_cast<std::size_t>(before_setup_.limits.slices);
    rows = rows_of_slices(files_.size(), slices());
    check_rows_fit(map, rows_of_slices(before.size(), slices_before));
    return same_files(files_, slices(), before, slices_before);
  }

  SameSlices match_rows(MapRecord& map, std::vector<std::uint64_t>& rows) {
    const Reference reference = parse_reference(map.source, true);
    const auto found = now_.find(reference);  // the dataset of an input that is a job is the same
    const Reference& reference_now = found == now_.end() ? reference : found->second;
    const Dataset before = open_dataset(reference, workdirs_);
    source_ = open_dataset(reference_now, workdirs_);
    map.source = reference_text(reference_now);
    rows = source_.state()->manifest.rows;
    check_rows_fit(map, before.state()->manifest.rows);
    return same_rows(columns_of(source_, map), columns_of(before, map));
  }

  /// Throws Error unless the predecessor's dataset has a row for each row that its map read.
  void check_rows_fit(const MapRecord& map, const std::vector<std::uint64_t>& read) const {
    const std::vector<std::uint64_t>& rows = before_.dataset(map.dataset).state()->manifest.rows;
    bool fits = rows.size() == read.size();
    for (std::size_t slice = 0; fits && slice < rows.size(); ++slice) {
      fits = !before_.has_slice(slice) || rows[slice] == read[slice];
    }
    if (!fits) throw Error("a dataset does not have the rows of its source");
  }

  static std::vector<ColumnParts> columns_of(const Dataset& dataset, const MapRecord& map) {
    std::vector<ColumnParts> columns;
    if (map.columns.empty()) throw Error("a map reads no column");
    for (const std::string& name : map.columns) {
      const ManifestColumn* column = dataset.state()->manifest.find(name);
      if (column == nullptr) throw Error("the dataset has no column " + quote(name));
      columns.push_back(parts_of(*dataset.state(), *column));
    }
    return columns;
  }

  void count_rows() {
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      plan_.computed_rows += rows_in(computed_in(slice));
    }
  }

  /// The rows that any map computes.
  std::vector<RowSection> computed_in(std::size_t slice) const {
    std::vector<RowSection> computed;
    for (const auto& [dataset, map] : compute_[slice]) {
      computed = merged(std::move(computed), map.compute);
    }
    return computed;
  }

  /// The name of a row in the source of the only map.
  std::string name_of(std::size_t slice, std::int64_t row) const {
    const auto number = static_cast<int>(slice);
    if (source_) return detail::row_name(source_.state(), number, number + 1, row);
    const std::int64_t first =
        first_of_slice(static_cast<std::int64_t>(files_.size()), number, setup_.limits.slices);
    return files_.at(static_cast<std::size_t>(first + row)).name;
  }

  /// Adds the bad rows that are kept. If there are any, there is only one map.
  void keep_bad_rows() {
    if (bad_.empty()) return;
    std::map<RowPlace, const BadRow*> bad;
    for (const BadRow& row : bad_) {
      bad[{static_cast<std::size_t>(row.slice), static_cast<std::uint64_t>(row.row)}] = &row;
    }
    const std::vector<KeptSlice>& kept = plan_.datasets.begin()->second;
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      for (const KeptRows& rows : kept[slice].rows) {
        const auto from = static_cast<std::size_t>(rows.slice);
        auto row = bad.lower_bound({from, rows.first});
        const auto end = bad.lower_bound({from, rows.first + rows.rows});
        for (; row != end; ++row) {
          BadRow here = *row->second;
          here.slice = static_cast<std::int64_t>(slice);
          here.row = static_cast<std::int64_t>(rows.at + row->first.second - rows.first);
          here.name = name_of(slice, here.row);
          plan_.bad_rows[slice].push_back(std::move(here));
        }
      }
    }
  }

  /// Adds a trial to each slice that computes rows, and to each that keeps rows of another slice,
  /// because a function may depend on the slice. Adds one to some slice in any case.
  void add_trials() {
    std::optional<std::size_t> any;
    bool has_any = false;
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      bool is_tried = !computed_in(slice).empty();
      for (const auto& [dataset, kept] : plan_.datasets) {
        for (const KeptRows& rows : kept[slice].rows) {
          if (!any) any = slice;
          is_tried = is_tried || std::cmp_not_equal(rows.slice, slice);
        }
      }
      if (is_tried) add_trial(slice);
      has_any = has_any || is_tried;
    }
    if (!has_any) add_trial(any.value_or(0));
  }

  void add_trial(std::size_t slice) {
    for (auto& [dataset, map] : compute_[slice]) {
      map.has_trial = true;
      map.kept = trial_row(dataset, slice);
    }
  }

  /// A kept row, if possible one that was in another slice: a function may depend on the slice.
  std::optional<TrialRow> trial_row(const std::string& dataset, std::size_t slice) {
    const KeptSlice& kept = plan_.datasets.at(dataset)[slice];
    std::optional<TrialRow> found;
    for (const KeptRows& rows : kept.rows) {
      const bool moved = std::cmp_not_equal(rows.slice, slice);
      if (found && !moved) continue;
      const auto row = find_good_row(rows, slice);
      if (!row) continue;
      found = {{static_cast<std::int64_t>(rows.at + *row - rows.first),
                values_of(rows.dataset, rows.slice, *row)}};
      if (moved) break;
    }
    return found;
  }

  /// The last of these rows that is not bad.
  std::optional<std::uint64_t> find_good_row(const KeptRows& rows, std::size_t slice) const {
    for (std::uint64_t i = rows.rows; i-- > 0;) {
      const auto here = static_cast<std::int64_t>(rows.at + i);
      const bool is_bad = std::ranges::binary_search(plan_.bad_rows[slice], here, {}, &BadRow::row);
      if (!is_bad) return rows.first + i;
    }
    return std::nullopt;
  }

  std::map<std::string, Digest> values_of(const Reference& reference, int slice,
                                          std::uint64_t row) const {
    const Dataset& dataset = before_.dataset(reference.dataset);
    std::map<std::string, Digest> values;
    for (const ManifestColumn* column : own_columns(dataset)) {
      ColumnFiles& files = column_files(*dataset.state(), column->spec.name);
      const BatchRows found = SliceRows(files, slice).at(static_cast<std::int64_t>(row));
      values[column->spec.name] =
          value_digest(column->spec, found.batch,
                       found.batch.first + static_cast<std::int64_t>(row) - found.first);
    }
    return values;
  }

  Document outline() const {
    Document ranges = Document::array();
    for (const auto& [share, rows] : plan_.shares) {
      for (const auto& [dataset, map] : rows) {
        ranges.push_back({share_name(share), dataset, map.has_trial});
        for (const RowSection& range : map.compute) ranges.push_back({range.first, range.end});
      }
    }
    return {{"job", plan_.job}, {"compute", ranges}};
  }

  const JobSetup& setup_;
  const std::string& job_path_;
  const Workdirs workdirs_;
  const Predecessor& before_;
  const JobSetup& before_setup_;
  std::map<Reference, Reference> now_;  ///< the dataset that takes the place of another
  std::set<RowPlace> tried_again_;      ///< bad rows of the predecessor, computed again
  std::vector<BadRow> bad_;             ///< that stay bad
  std::vector<InputFile> files_;        ///< of the last map, if it goes over files
  Dataset source_;                      ///< of the last map, if it goes over rows
  std::vector<PlannedRows> compute_;    ///< by slice
  RowPlan plan_;
};

}  // namespace

Document passed_on(const PrepareReport& report) {
  return {{"state", report.state}, {"files", saved_document(report.files)}};
}

std::optional<RowPlan> make_row_plan(const JobSetup& setup, const std::string& job_path,
                                     std::string& known_reason) {
  const Workdirs workdirs(setup.environment.workdirs);
  std::optional<RowPlan> best;
  for (const std::string& before : setup.predecessors) {
    const auto path = workdirs.find_job_path(before);
    if (!path) continue;
    try {  // whatever is wrong with another job, this one can do without it
      const auto job = Predecessor::find(before, *path, workdirs, known_reason);
      if (!known_reason.empty()) return std::nullopt;
      auto plan = job ? PlanMaker(setup, job_path, *job).make() : std::nullopt;
      if (!plan) continue;
      if (!best || plan->computed_rows < best->computed_rows) best = std::move(plan);
      if (is_finished(*path)) break;
    } catch (const Error&) {
      continue;
    }
  }
  return best;
}

std::vector<Share> shares_of(const RowPlan& plan) {
  std::vector<Share> shares;
  for (const auto& [share, rows] : plan.shares) shares.push_back(share);
  return shares;
}

std::string plan_violation(const RowPlan& plan, const AnalysisRecord& slice) {
  if (!slice.all_rows.empty()) return slice.all_rows;
  if (slice.maps != plan.analysis.maps) return "analysis() does not do what it did before";
  for (const auto& [source, what] : slice.reads) {
    const bool is_changed = source.empty() ? !plan.is_sliced_alike : plan.changed.contains(source);
    if (!is_changed) continue;
    return "analysis() reads " + what + (source.empty() ? "" : " of " + source) +
           " apart from the rows of its map";
  }
  return "";
}

}  // namespace accel
