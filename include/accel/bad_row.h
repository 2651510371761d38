// SPDX-License-Identifier: Apache-2.0
// How the function of Writer::map reports that its row is bad, and how Writer::map tracks the
// current row.
#pragma once

#include <accel/export.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// Call it in the function of Writer::map: lists the current row in bad.jsonl, with this reason.
/// The values that the function returns are still written; return std::nullopt for those that are
/// missing. The last reason for a row counts. Throws JobError outside of such a function.
ACCEL_EXPORT void bad_row(std::string_view reason);
/// Takes the exception that a handler caught as the reason. Rethrows one that is not the row's
/// fault: JobError and std::bad_alloc. Call it only in the handler.
ACCEL_EXPORT void bad_row(const std::exception& caught);

namespace detail {

struct WriterState;
struct DatasetState;
struct FilesState;

/// What a map goes over: rows of a dataset, or input files.
struct MapSource {
  const DatasetState* dataset = nullptr;
  const FilesState* files = nullptr;
  int first_slice = 0;
  int last_slice = 0;
  std::vector<std::string> columns;  ///< of the dataset, that the map reads
  bool leaves_out_absent = false;    ///< so the result may have fewer rows than the source
};

enum class MapKind {
  rows,      ///< Writer::map
  in_order,  ///< Writer::map_in_order: a row may depend on those before it
  batches,   ///< Writer::map_batches
};

/// One run of Writer::map, made when the loop over its range has begun: the rows that it goes over,
/// and the current one. Loops inside the map's function do not change the current row.
class ACCEL_EXPORT MapLoop {
 public:
  /// `is_const`: the function is not mutable.
  MapLoop(WriterState& writer, const MapSource& source, MapKind kind, bool is_const);
  MapLoop(const MapLoop&) = delete;
  MapLoop& operator=(const MapLoop&) = delete;
  ~MapLoop();
  /// Goes to the next section: rows [first(), end()). Returns false if there is none.
  bool next();
  std::int64_t first() const { return first_; }
  std::int64_t end() const { return end_; }
  std::size_t section() const { return section_; }
  /// The number of rows of the source.
  std::int64_t rows() const { return rows_; }
  /// Whether the rows of the section are computed a second time, for comparison.
  bool is_trial_next() const;
  /// The rows that are written next belong to this section. map_batches() calls it, because the
  /// rows of a batch may belong to several sections; for other maps, next() does so.
  void enter(std::size_t section);
  /// Whether the section that was entered is computed a second time. If its function throws, the
  /// job continues.
  bool is_trial() const;
  /// Call it after the last row. `asked`: whether the function has asked for the number or the name
  /// of a row.
  void end_map(bool asked);
  /// Notes the current row, or the first of several that are computed at once.
  void show(std::int64_t row, std::size_t rows);
  /// The row that is noted.
  std::int64_t shown() const { return *row_; }
  /// The noted batch has failed, and its rows will be computed one by one.
  void divide();
  /// Whether an earlier attempt at this slice ended in the batch that begins at this row.
  bool is_split(std::int64_t row) const;
  /// Whether an earlier attempt at this slice ended at this row.
  bool skips(std::int64_t row) const { return row == next_; }
  /// Why it is skipped. Called once for each such row, in order.
  std::string take_reason();
  /// Marks the current row as bad, or removes that mark. `of_limit`: a LimitError is the reason.
  void set_bad(std::optional<std::string> reason, bool of_limit = false);
  const std::optional<std::string>& bad() const { return bad_; }

 private:
  void find_next();
  bool has_sections() const;
  WriterState& writer_;
  MapSource source_;
  MapKind kind_;
  bool is_const_;
  std::int64_t* row_;  ///< where the range notes its row
  MapLoop* outer_;
  std::int64_t next_ = -1;  ///< the next row to skip; -1: none
  std::int64_t first_ = 0;
  std::int64_t end_ = 0;
  std::int64_t rows_;
  std::size_t section_ = 0;
  bool is_begun_ = false;
  std::uint64_t limits_ = 0;  ///< limit_errors() when the batch was shown
  std::optional<std::string> bad_;
};

/// Throws JobError if no batch can have that many rows.
ACCEL_EXPORT void check_batch_size(std::int64_t rows);
[[noreturn]] ACCEL_EXPORT void throw_batch_count(std::size_t values, std::size_t rows);

}  // namespace detail
}  // namespace accel
