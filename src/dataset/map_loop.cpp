// SPDX-License-Identifier: Apache-2.0
// Writer::map: which rows it goes over, which it skips, and what is recorded about it.
#include <accel/writer.h>

#include "base/text.h"
#include "dataset/analysis_record.h"
#include "dataset/dataset.h"
#include "dataset/input_list.h"
#include "dataset/loop_mark.h"
#include "dataset/planned_rows.h"
#include "dataset/saved_files.h"
#include "dataset/skipped_rows.h"
#include "dataset/writer.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace accel {
namespace {

SkippedRows skipped_rows;
PlannedRows planned_rows;
std::int64_t maps = 0;  ///< that this slice has begun
detail::MapLoop* innermost = nullptr;
detail::WriterState* filled = nullptr;     ///< by the outermost map
const std::int64_t* mapped_row = nullptr;  ///< of that map, current
constexpr std::int64_t kMostRows = std::numeric_limits<std::int64_t>::max();

}  // namespace

void set_skipped_rows(SkippedRows rows) {
  skipped_rows = std::move(rows);
  maps = 0;
  current_tally().map = 0;
  current_tally().batch = 1;
  current_tally().kept = 0;
}

void set_planned_rows(PlannedRows rows) { planned_rows = std::move(rows); }

const PlannedMap* find_planned_map(const std::string& dataset) {
  const auto found = planned_rows.find(dataset);
  return found == planned_rows.end() ? nullptr : &found->second;
}

SavedFile file_of_current_row() {
  SavedFile file;
  if (filled == nullptr) return file;
  file.dataset = filled->name;
  file.slice = filled->slice;
  file.row = *mapped_row;
  return file;
}

bool try_file(std::string_view name, Bytes contents) {
  if (filled == nullptr || !filled->map) return false;
  MapTrial* trial = filled->map->trial();
  if (trial != nullptr) trial->add_file(name, contents);
  return filled->map->is_again();
}

namespace detail {
namespace {

/// How many rows a map over all rows of the source's slices writes.
std::int64_t all_rows_of(const MapSource& source) {
  std::int64_t rows = 0;
  for (int slice = source.first_slice; slice < source.last_slice; ++slice) {
    if (source.dataset != nullptr) {
      rows +=
          static_cast<std::int64_t>(source.dataset->manifest.rows[static_cast<std::size_t>(slice)]);
    } else if (source.files != nullptr) {
      const auto count = static_cast<std::int64_t>(source.files->files.size());
      rows += first_of_slice(count, slice + 1, source.files->slices) -
              first_of_slice(count, slice, source.files->slices);
    }
  }
  return rows;
}

int slices_of(const MapSource& source) {
  if (source.dataset != nullptr) return source.dataset->manifest.slices();
  return source.files != nullptr ? source.files->slices : 0;
}

std::int64_t rows_of(const PlannedMap& plan) {
  std::int64_t rows = 0;
  for (const RowSection& range : plan.compute) rows += range.end - range.first;
  return rows;
}

std::string source_name(const MapSource& source) {
  if (source.dataset != nullptr) return reference_text(source.dataset->reference);
  return source.files != nullptr ? source.files->option : "";
}

}  // namespace

MapLoop::MapLoop(WriterState& writer, const MapSource& source, MapKind kind, bool is_const)
    : writer_(writer),
      source_(source),
      kind_(kind),
      is_const_(is_const),
      row_(current_row()),
      outer_(innermost),
      rows_(all_rows_of(source)) {
  static std::int64_t row_of_inner_loops = -1;
  current_row() = &row_of_inner_loops;
  innermost = this;
  if (outer_ != nullptr) return;
  current_tally().map = ++maps;
  filled = &writer_;
  mapped_row = row_;
  find_next();
  const std::string name = source_name(source);  // its reads are the map's own
  const bool is_slice = source.last_slice - source.first_slice < slices_of(source);
  for (const std::string& column : source.columns) {
    unnote_read(name, column);
    if (is_slice) unnote_read("", kSliceRead);
  }
  if (source.files != nullptr) {
    unnote_read(name, kFilesRead);
    if (is_slice) unnote_read("", kSliceRead);
  }
  const PlannedMap* plan = kind == MapKind::in_order ? nullptr : find_planned_map(writer_.name);
  writer_.begin_map(plan);
  if (plan != nullptr) current_tally().rows = rows_of(*plan);
}

MapLoop::~MapLoop() {
  current_row() = row_;
  innermost = outer_;
  if (outer_ != nullptr) return;
  filled = nullptr;
  current_tally().map = 0;
  current_tally().batch = 1;
  current_tally().kept = 0;
  writer_.end_map();
}

bool MapLoop::has_sections() const { return outer_ == nullptr && writer_.map->plan() != nullptr; }

bool MapLoop::next() {
  if (!has_sections()) {
    end_ = kMostRows;
    return !std::exchange(is_begun_, true);
  }
  const auto section = writer_.map->next();
  if (!section) return false;
  section_ = *section;
  first_ = writer_.map->rows(section_).first;
  end_ = writer_.map->rows(section_).end;
  if (kind_ != MapKind::batches) enter(section_);
  return true;
}

void MapLoop::enter(std::size_t section) {
  if (!has_sections()) return;
  writer_.map->enter(section);
  current_tally().map = is_trial() ? kTrialMap : maps;
  current_tally().kept = writer_.map->kept_before(section);
}

bool MapLoop::is_trial() const { return has_sections() && writer_.map->is_again(); }
bool MapLoop::is_trial_next() const { return has_sections() && writer_.map->is_again(section_); }

void MapLoop::show(std::int64_t row, std::size_t rows) {
  *row_ = row;
  if (outer_ == nullptr) current_tally().batch = static_cast<std::int64_t>(rows);
  if (rows > 1) limits_ = limit_errors();
}

void MapLoop::divide() {
  set_bad({});
  note_limits(limit_errors() - limits_);
}

void MapLoop::set_bad(std::optional<std::string> reason, bool of_limit) {
  bad_ = std::move(reason);
  writer_.bad_cause = of_limit ? kLimitCause : "";
}

/// Records what later jobs need in order to keep rows of the map.
void MapLoop::end_map(bool asked) {
  if (outer_ != nullptr) return;
  const PlannedMap* plan = writer_.map->plan();
  const std::int64_t expected = plan != nullptr ? rows_of(*plan) : rows_;
  const std::string difference = writer_.map->find_difference();
  if (kind_ == MapKind::in_order) {
    note_all_rows("map_in_order() needs all rows");
  } else if (source_.leaves_out_absent) {
    note_all_rows("map goes over present() rows");
  } else if (source_.first_slice != writer_.slice || source_.last_slice != writer_.slice + 1) {
    note_all_rows("map does not go over the rows of its slice");
  } else if (!is_const_) {
    note_all_rows("the function of map is mutable");
  } else if (asked) {
    note_all_rows("the function of map asks for the number or the name of its row");
  } else if (!difference.empty()) {
    note_all_rows(kDependsOnMore + difference);
  } else if (writer_.mapped_rows() == expected) {
    MapRecord record{
        writer_.name, source_name(source_), source_.files != nullptr, source_.columns, {}};
    std::ranges::sort(record.columns);
    for (const ColumnSpec& column : writer_.columns) {
      record.writes.push_back(column.name + ": " + column_type_name(column));
    }
    note_map(std::move(record));
  }
}

void MapLoop::find_next() {
  auto next = skipped_rows.upper_bound({maps, next_, kMostRows});
  while (next != skipped_rows.end() && next->first.batch > 1) ++next;
  next_ = next != skipped_rows.end() && next->first.map == maps ? next->first.row : -1;
}

bool MapLoop::is_split(std::int64_t row) const {
  const auto batch = skipped_rows.upper_bound({maps, row, 1});
  return outer_ == nullptr && batch != skipped_rows.end() && batch->first.map == maps &&
         batch->first.row == row;
}

std::string MapLoop::take_reason() {
  SkipReason reason = skipped_rows.at({maps, next_});
  find_next();
  if (outer_ == nullptr) {
    if (writer_.map->trial() != nullptr) writer_.map->drop_trial();
    writer_.bad_cause = reason.cause;
  }
  return std::move(reason.text);
}

void check_batch_size(std::int64_t rows) {
  if (rows >= 1) return;
  throw JobError("map_batches cannot go over batches of " + std::to_string(rows) + " rows")
      .set_hint("its second argument is the largest number of rows in a batch, at least 1");
}

void throw_batch_count(std::size_t values, std::size_t rows) {
  throw JobError("the function of map_batches returned " + counted(values, "value") + " for " +
                 counted(rows, "row"));
}

}  // namespace detail

namespace {

void mark_bad(std::string_view reason, bool of_limit) {
  if (innermost == nullptr) throw JobError("bad_row() is for the function of Writer::map");
  innermost->set_bad(std::string(reason), of_limit);
}

}  // namespace

void bad_row(std::string_view reason) { mark_bad(reason, false); }

void bad_row(const std::exception& caught) {
  const bool ends_job = dynamic_cast<const JobError*>(&caught) != nullptr ||
                        dynamic_cast<const std::bad_alloc*>(&caught) != nullptr;
  if (ends_job) throw;
  mark_bad(exception_text(caught), dynamic_cast<const LimitError*>(&caught) != nullptr);
}

}  // namespace accel
