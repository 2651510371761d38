// SPDX-License-Identifier: Apache-2.0
#include "run/row_plan.h"

#include "base/text.h"
#include "job/post_file.h"
#include "run/row_files.h"
#include "run/row_ranges.h"
#include "run/row_source.h"
#include "run/share_cut.h"
#include "run/slice_report.h"
#include "run/trial_rows.h"

#include <algorithm>
#include <list>
#include <utility>

namespace accel {
namespace {

/// If the missing rows take less time than this to compute, no further job is searched for them.
constexpr double kWorthASearch = 0.1;  // seconds

/// The rows of one map that the plan keeps.
struct PlannedMapRows {
  std::vector<std::uint64_t> rows;  ///< that the map goes over, per slice
  SameSlices taken;                 ///< `from` is meaningless: they come from several jobs
};

/// Puts a plan together from the rows of several earlier jobs.
class PlanMaker {
 public:
  PlanMaker(const JobSetup& setup, const std::string& job_path)
      : setup_(setup), job_path_(job_path) {
    plan_.is_sliced_alike = true;
    plan_.bad_rows.resize(slices());
    plan_.rows.resize(slices());
  }

  /// Keeps those rows of the job that the jobs before it do not have. If the job is ruled out,
  /// returns the reason, otherwise an empty text. Throws Error if the job is damaged, and then
  /// keeps none of its rows.
  std::string take(Predecessor job) {
    const Predecessor& before = jobs_.emplace_back(std::move(job));
    RowSource source(setup_, job_path_, before);
    if (!source.ruled_out().empty()) return source.ruled_out();
    if (!agrees(source)) return "";
    const std::vector<MapRows> maps = source.match();
    if (!has_same_maps(maps)) return "";
    std::vector<Addition> additions;
    std::uint64_t rows = 0;
    for (const MapRows& map : maps) {
      additions.push_back(addition_of(map, before));
      rows += additions.back().count;
    }
    if (rows == 0) return "";
    std::vector<BadRow> bad;
    if (maps.size() == 1)
      bad = kept_bad_rows(additions[0], source);  // otherwise no bad row is kept
    if (plan_.jobs.empty()) begin(before, maps);
    add_inputs(source);
    for (BadRow& row : bad) {
      plan_.bad_rows[static_cast<std::size_t>(row.slice)].push_back(std::move(row));
    }
    for (Addition& addition : additions) add(std::move(addition));
    plan_.jobs.push_back(before.id());
    const InputChanges& inputs = source.inputs();
    plan_.changed.insert(inputs.changed.begin(), inputs.changed.end());
    plan_.is_sliced_alike = plan_.is_sliced_alike && inputs.is_sliced_alike;
    predecessors_[before.id()] = &before;
    if (seconds_per_row_ == 0) seconds_per_row_ = before.seconds_per_row();
    return "";
  }

  /// Whether the missing rows take so long to compute that another job should be searched for them.
  bool is_worth_a_search() const {
    const auto rows = static_cast<double>(rows_missing());
    return plan_.jobs.empty() || (rows > 0 && seconds_per_row_ == 0) ||
           rows * seconds_per_row_ > kWorthASearch;
  }

  /// Returns nullopt if no rows are kept.
  std::optional<RowPlan> finish() {
    if (plan_.jobs.empty()) return std::nullopt;
    for (auto& slice : plan_.bad_rows) std::ranges::sort(slice, {}, &BadRow::row);
    plan_.computed_rows = rows_missing();
    std::vector<PlannedRows> compute = missing();
    add_trials(compute, plan_, predecessors_);
    plan_.shares =
        cut_into_shares(compute, rows_of_share(plan_.computed_rows, slices(), seconds_per_row_));
    plan_.digest = digest_of(json_line(outline()));
    return std::move(plan_);
  }

 private:
  /// What one job adds to a dataset.
  struct Addition {
    const MapRows& map;
    Reference from;
    SameSlices fresh;
    std::vector<KeptSlice> slices;
    std::map<std::string, ColumnParts> parts;
    std::vector<SavedFile> files;
    std::uint64_t count = 0;
  };

  std::size_t slices() const { return static_cast<std::size_t>(setup_.limits.slices); }

  /// Whether the job can be used together with the jobs before it: it read the same, and its
  /// prepare() passed on the same.
  bool agrees(const RowSource& source) const {
    const Predecessor& before = source.before();
    return plan_.jobs.empty() || (before.analysis().reads == plan_.analysis.reads &&
                                  passed_on(before.prepared()) == plan_.prepared);
  }

  bool has_same_maps(const std::vector<MapRows>& maps) const {
    return plan_.jobs.empty() || std::ranges::equal(maps, plan_.analysis.maps, {}, &MapRows::map);
  }

  void begin(const Predecessor& before, const std::vector<MapRows>& maps) {
    plan_.analysis = before.analysis();
    plan_.prepared = passed_on(before.prepared());
    plan_.analysis.maps.clear();
    for (const MapRows& map : maps) {
      plan_.analysis.maps.push_back(map.map);
      plan_.datasets[map.map.dataset].resize(slices());
      maps_[map.map.dataset] = {map.rows, SameSlices(slices())};
      for (std::size_t slice = 0; slice < slices(); ++slice) {
        plan_.rows[slice] = std::max(plan_.rows[slice], map.rows[slice]);
      }
    }
  }

  /// Adds what the job read of its datasets, with the datasets of the new job in their place.
  void add_inputs(const RowSource& source) {
    const std::optional<InputReads>& inputs = source.before().inputs();
    if (plan_.jobs.empty()) plan_.inputs.emplace();
    if (!inputs) plan_.inputs.reset();
    if (plan_.inputs) add_reads(*plan_.inputs, with_datasets(*inputs, source.inputs().replaced));
  }

  Addition addition_of(const MapRows& map, const Predecessor& before) const {
    const std::string& name = map.map.dataset;
    const Dataset& dataset = before.dataset(name);
    Addition addition{map, {before.id(), name}, map.same, {}, {}, {}, 0};
    addition.slices.resize(slices());
    const auto known = maps_.find(name);
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      std::vector<SameRows>& fresh = addition.fresh[slice];
      if (known != maps_.end()) fresh = without_rows(fresh, known->second.taken[slice]);
      for (const SameRows& some : fresh) {
        const std::uint64_t first = before.row_in_dataset(name, some.from_slice, some.from);
        addition.slices[slice].rows.push_back(
            {addition.from, static_cast<int>(some.from_slice), first, some.rows, some.first});
        add_kept_files(before.files(), name, static_cast<int>(slice), some, addition.files);
        addition.count += some.rows;
      }
    }
    const bool is_all =
        addition.count == dataset.state()->manifest.total_rows() && is_each_once(addition.fresh);
    for (const ManifestColumn* column : own_columns(dataset)) {
      addition.parts[column->spec.name] = parts_of(*dataset.state(), *column);
      for (KeptSlice& here : addition.slices) {
        here.columns.push_back(
            is_all && has_no_absent(*column)
                ? extremes_of(*column)
                : look_at_kept(column->spec, here.rows, {{addition.from, dataset}}));
      }
    }
    return addition;
  }

  void add(Addition&& addition) {
    const std::string& name = addition.map.map.dataset;
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      KeptSlice& here = plan_.datasets[name][slice];
      KeptSlice& more = addition.slices[slice];
      here.rows.insert(here.rows.end(), more.rows.begin(), more.rows.end());
      here.columns.insert(here.columns.end(), more.columns.begin(), more.columns.end());
      std::ranges::sort(here.rows, {}, &KeptRows::at);
      std::vector<SameRows>& taken = maps_[name].taken[slice];
      taken.insert(taken.end(), addition.fresh[slice].begin(), addition.fresh[slice].end());
      std::ranges::sort(taken, {}, &SameRows::first);
    }
    plan_.parts[addition.from] = std::move(addition.parts);
    std::vector<SavedFile>& files = plan_.files[addition.from.job];
    files.insert(files.end(), addition.files.begin(), addition.files.end());
  }

  static bool has_no_absent(const ManifestColumn& column) {
    return std::ranges::all_of(column.absent, [](std::uint64_t count) { return count == 0; });
  }

  /// The extremes of a column whose rows are all kept: the manifest has them, so no row is read.
  static ColumnFile extremes_of(const ManifestColumn& column) {
    ColumnFile file;
    file.name = column.spec.name;
    if (!column.min.is_null()) file.min = column.min;
    if (!column.max.is_null()) file.max = column.max;
    return file;
  }

  /// The bad rows among those that a job adds.
  std::vector<BadRow> kept_bad_rows(const Addition& addition, const RowSource& source) const {
    std::vector<BadRow> kept;
    const std::map<RowPlace, BadRow>& bad = source.bad_rows();
    for (std::size_t slice = 0; slice < slices(); ++slice) {
      for (const SameRows& same : addition.fresh[slice]) {
        auto row = bad.lower_bound({same.from_slice, same.from});
        const auto end = bad.lower_bound({same.from_slice, same.from + same.rows});
        for (; row != end; ++row) {
          BadRow here = row->second;
          here.slice = static_cast<std::int64_t>(slice);
          here.row = static_cast<std::int64_t>(same.first + row->first.second - same.from);
          here.name = source.name_of(slice, here.row);
          kept.push_back(std::move(here));
        }
      }
    }
    return kept;
  }

  /// What each slice computes.
  std::vector<PlannedRows> missing() const {
    std::vector<PlannedRows> compute(slices());
    for (const auto& [dataset, map] : maps_) {
      for (std::size_t slice = 0; slice < slices(); ++slice) {
        compute[slice][dataset].compute = rows_between(map.taken[slice], map.rows[slice]);
      }
    }
    return compute;
  }

  /// Counts the rows that any map computes.
  std::uint64_t rows_missing() const {
    std::uint64_t rows = 0;
    for (const PlannedRows& slice : missing()) rows += rows_in(computed_in(slice));
    return rows;
  }

  Document outline() const {
    Document ranges = Document::array();
    for (const auto& [share, rows] : plan_.shares) {
      for (const auto& [dataset, map] : rows) {
        ranges.push_back({share_name(share), dataset, map.has_trial});
        for (const RowSection& range : map.compute) ranges.push_back({range.first, range.end});
      }
    }
    return {{"jobs", plan_.jobs}, {"compute", ranges}};
  }

  const JobSetup& setup_;
  const std::string& job_path_;
  std::list<Predecessor> jobs_;
  std::map<std::string, const Predecessor*> predecessors_;  ///< by id: those that the plan uses
  std::map<std::string, PlannedMapRows> maps_;              ///< by dataset
  double seconds_per_row_ = 0;
  RowPlan plan_;
};

/// The newest finished job first: it has most of the rows. Then what unfinished jobs have.
std::vector<std::string> in_order(const std::vector<std::string>& ids, const Workdirs& workdirs) {
  std::vector<std::string> order = ids;
  const auto first = std::stable_partition(order.begin(), order.end(), [&](const std::string& id) {
    const auto path = workdirs.find_job_path(id);
    return !path || !is_finished(*path);
  });
  if (first != order.end()) std::rotate(order.begin(), first, first + 1);
  return order;
}

}  // namespace

Document passed_on(const PrepareReport& report) {
  return {{"state", report.state}, {"files", saved_document(report.files)}};
}

std::optional<RowPlan> make_row_plan(const JobSetup& setup, const std::string& job_path,
                                     AllRowsReasons& reasons) {
  const Workdirs workdirs(setup.environment.workdirs);
  PlanMaker plan(setup, job_path);
  for (const std::string& before : in_order(setup.predecessors, workdirs)) {
    const auto path = workdirs.find_job_path(before);
    if (!path || (is_finished(*path) && !plan.is_worth_a_search())) continue;
    try {  // whatever is wrong with another job, this one can do without it
      auto job = Predecessor::find(before, *path, workdirs, reasons.known);
      if (!reasons.known.empty()) return std::nullopt;
      if (!job) continue;
      std::string ruled_out = plan.take(*std::move(job));
      if (reasons.ruled_out.empty()) reasons.ruled_out = std::move(ruled_out);
    } catch (const std::exception&) {
      continue;
    }
  }
  return plan.finish();
}

std::vector<Share> shares_of(const RowPlan& plan) {
  std::vector<Share> shares;
  for (const auto& [share, rows] : plan.shares) shares.push_back(share);
  return shares;
}

}  // namespace accel
