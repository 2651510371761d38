// SPDX-License-Identifier: Apache-2.0
#include "run/trial_rows.h"

#include "column/value_digest.h"
#include "run/predecessor.h"
#include "run/row_files.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace accel {
namespace {

class TrialChoice {
 public:
  TrialChoice(std::vector<PlannedRows>& slices, const RowPlan& plan,
              const std::map<std::string, const Predecessor*>& predecessors)
      : slices_(slices), plan_(plan), predecessors_(predecessors) {}

  void add_all() {
    std::optional<std::size_t> keeps;
    bool has_any = false;
    for (std::size_t slice = 0; slice < slices_.size(); ++slice) {
      bool is_tried = computes(slice);
      for (const auto& [dataset, kept] : plan_.datasets) {
        for (const KeptRows& rows : kept[slice].rows) {
          if (!keeps) keeps = slice;
          is_tried = is_tried || std::cmp_not_equal(rows.slice, slice);
        }
      }
      if (is_tried) add(slice);
      has_any = has_any || is_tried;
    }
    if (!has_any) add(keeps.value_or(0));
  }

 private:
  bool computes(std::size_t slice) const {
    return std::ranges::any_of(slices_[slice],
                               [](const auto& map) { return !map.second.compute.empty(); });
  }

  void add(std::size_t slice) {
    for (auto& [dataset, map] : slices_[slice]) {
      map.has_trial = true;
      map.kept = find_kept(dataset, slice);
    }
  }

  /// A kept row, if possible one that was in another slice.
  std::optional<TrialRow> find_kept(const std::string& dataset, std::size_t slice) {
    std::optional<TrialRow> found;
    for (const KeptRows& rows : plan_.datasets.at(dataset)[slice].rows) {
      const bool moved = std::cmp_not_equal(rows.slice, slice);
      if (found && !moved) continue;
      const auto row = find_good_row(rows, slice);
      if (!row) continue;
      found = {{static_cast<std::int64_t>(rows.at + *row - rows.first),
                values_of(rows.dataset, rows.slice, *row),
                files_of(rows.dataset, rows.slice, *row)}};
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
    const Dataset& dataset = predecessors_.at(reference.job)->dataset(reference.dataset);
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

  std::vector<std::string> files_of(const Reference& reference, int slice,
                                    std::uint64_t row) const {
    const Predecessor& before = *predecessors_.at(reference.job);
    const std::uint64_t source =
        before.row_in_source(reference.dataset, static_cast<std::size_t>(slice), row);
    return texts_of_row(before.files(), reference.dataset, slice,
                        static_cast<std::int64_t>(source));
  }

  std::vector<PlannedRows>& slices_;
  const RowPlan& plan_;
  const std::map<std::string, const Predecessor*>& predecessors_;
};

}  // namespace

void add_trials(std::vector<PlannedRows>& slices, const RowPlan& plan,
                const std::map<std::string, const Predecessor*>& predecessors) {
  TrialChoice(slices, plan, predecessors).add_all();
}

}  // namespace accel
