// SPDX-License-Identifier: Apache-2.0
// The map that fills a dataset now: the rows that it goes over next, and its trial.
#pragma once

#include "dataset/map_trial.h"
#include "dataset/planned_rows.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace accel {

class RunningMap {
 public:
  /// `plan`: nullptr if the map goes over all rows. `path`: the beginning of the paths of its
  /// trial's files.
  RunningMap(const PlannedMap* plan, const std::string& path,
             const std::vector<ColumnSpec>& columns, std::int64_t rows_before);

  const PlannedMap* plan() const { return plan_; }
  /// How many rows the dataset had before the map.
  std::int64_t rows_before() const { return rows_before_; }
  /// Begins the next section and returns its number. nullopt at the end, and for a map without a
  /// plan.
  std::optional<std::size_t> next();
  const RowSection& rows(std::size_t section) const { return sections_[section].rows; }
  /// How many rows are kept before the section. For a section of the trial, it is chosen so that
  /// all rows count as computed.
  std::int64_t kept_before(std::size_t section) const { return sections_[section].kept_before; }
  /// Whether the section is computed only for the trial.
  bool is_again(std::size_t section) const { return sections_[section].kind == Kind::again; }
  /// The rows that are written next belong to this section.
  void enter(std::size_t section);
  /// Whether the current row is computed only for the trial.
  bool is_again() const { return kind_ == Kind::again; }
  /// The trial, if the current row belongs to it.
  MapTrial* trial() const { return kind_ == Kind::plain ? nullptr : trial_.get(); }
  /// Ends the trial without a result, because the current row is not computed.
  void drop_trial() { trial_.reset(); }
  /// Returns why the function depends on more than its row; empty if the trial shows no difference.
  /// Call it at the end.
  std::string find_difference();

 private:
  enum class Kind { plain, first, again };
  struct Section {
    RowSection rows;
    Kind kind = Kind::plain;
    std::int64_t kept_before = 0;
  };
  void add_trial();
  void count_kept();
  void leave();

  const PlannedMap* plan_;
  std::int64_t rows_before_;
  std::vector<Section> sections_;
  std::size_t begun_ = 0;
  std::optional<std::size_t> entered_;
  Kind kind_ = Kind::plain;  ///< of the section that was entered
  std::unique_ptr<MapTrial> trial_;
};

}  // namespace accel
