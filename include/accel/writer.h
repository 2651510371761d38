// SPDX-License-Identifier: Apache-2.0
// Writes the rows of a dataset that a job makes. In analysis() rows go to the current slice. A row
// is written whole or not at all: a value that does not fit its column throws before any value of
// the row is written.
#pragma once

#include <accel/bad_row.h>
#include <accel/cells.h>
#include <accel/dataset.h>
#include <accel/files.h>
#include <accel/map_function.h>

#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace accel {

namespace detail {

struct WriterState;
ACCEL_EXPORT void retain(WriterState*);
ACCEL_EXPORT void release(WriterState*);

template <class Range, class Function>
class BatchMap;

}  // namespace detail

/// Made by `Method::writer`, `append_to` or `keep_from`; cheap to copy.
class ACCEL_EXPORT Writer {
 public:
  Writer() = default;
  explicit Writer(detail::Handle<detail::WriterState> state) : state_(std::move(state)) {}

  /// Gives the dataset another name than "default".
  Writer named(std::string name) &&;
  std::string name() const;
  std::vector<ColumnSpec> columns() const;

  /// One row: a value for each column, in the order they were declared. std::optional and
  /// std::nullopt are for absent values; values of other types are written as JSON. Throws Error if
  /// a value does not fit, JobError if the disk cannot be written.
  template <class... T>
  void write(const T&... values) {
    constexpr bool kIsRow = (detail::is_value<std::decay_t<const T&>> && ...);
    static_assert(kIsRow,
                  "write() takes values of column types, std::optional of them, and what "
                  "<accel/convert.h> makes JSON of");
    if constexpr (kIsRow)
      write_row(std::tuple<detail::CellOf<std::decay_t<const T&>>...>(values...));
  }
  /// A row in which every value is absent.
  void write_absent();

  /// For Method::keep_from(): takes row `row` of the source's current slice as the next row. Rows
  /// are numbered as by rows(slice, ...).row(). Copies no values.
  void keep(std::int64_t row);
  /// Likewise takes a row of another slice, or of another dataset that the job reads and that has
  /// the same columns.
  void keep(const Dataset& dataset, int slice, std::int64_t row);

  /// In prepare() or synthesis(): the next rows go to `slice`.
  void select_slice(int slice);

  /// Writes a row for each element of `range` (the rows of a dataset, or input files): what
  /// `function` returns for it, a value or a std::tuple with one for each column. If it throws, the
  /// row is listed in bad.jsonl and its values are absent; accel::bad_row lists a row but keeps its
  /// values. If a row of `range` lacks a value, the row that is written is absent, but is not
  /// listed. The job fails when there are more bad rows than `max_bad` allows.
  template <class Range, class Function>
  void map(Range&& range, Function&& function) {
    map_any(range, detail::MapKind::rows, function);
  }
  /// Like map, for a function whose result depends on the rows before, such as a running sum. Calls
  /// it for each row of the slice, in order. So the job keeps no rows of earlier jobs.
  template <class Range, class Function>
  void map_in_order(Range&& range, Function&& function) {
    map_any(range, detail::MapKind::in_order, function);
  }

  /// Like map, for a function that is faster with many rows at once, such as the inference of a
  /// model. It takes a std::span<const Row> of up to `most` rows, each as map would pass it (a
  /// value, a std::tuple of several, or an accel::File), and returns a std::vector with the value
  /// or std::tuple of each. What it returns for a row must not depend on the other rows of the
  /// batch. If it throws, calls accel::bad_row, crashes, or takes longer than row_timeout times the
  /// number of rows, it is called again for each row alone. A JobError ends the job: if the
  /// function throws it for a row alone, if `most` is less than 1, or if the function does not
  /// return one value for each row.
  template <class Range, class Function>
  void map_batches(Range&& range, std::int64_t most, Function&& function) {
    constexpr bool kIsRows = detail::MapRange<std::remove_reference_t<Range>>;
    static_assert(kIsRows, "map_batches goes over the rows of a dataset or over input files");
    if constexpr (kIsRows) map_batch_range(range, most, function);
  }

  const detail::Handle<detail::WriterState>& state() const { return state_; }

 private:
  template <class Range, class Function>
  friend class detail::BatchMap;
  template <class Range, class Function>
  void map_any(Range& range, detail::MapKind kind, Function& function) {
    constexpr bool kIsRows = detail::MapRange<Range>;
    static_assert(kIsRows,
                  "map goes over the rows of a dataset or over input files; for other values, "
                  "write a loop that calls write()");
    if constexpr (kIsRows) map_range(range, kind, function);
  }
  template <class Range, class Function>
  void map_range(Range& range, detail::MapKind kind, Function& function) {
    using Row = std::remove_cvref_t<decltype(*range.begin())>;
    using Result = typename detail::MapResult<std::remove_reference_t<Function>, Row>::type;
    constexpr bool kTakesRow = !std::same_as<Result, detail::NotCallable>;
    constexpr bool kReturnsRow = !kTakesRow || detail::is_row<Result>;
    static_assert(kTakesRow,
                  "map's function takes a row: a value for each column that is read, in "
                  "their order and of their types, or an accel::File");
    static_assert(kReturnsRow,
                  "map's function returns a row: a value of a column's type, a "
                  "std::optional, something that <accel/convert.h> makes JSON of, or "
                  "a std::tuple with one of these for each column");
    if constexpr (kTakesRow && kReturnsRow) map_rows(range, kind, function);
  }
  template <class Range, class Function>
  void map_rows(Range& range, detail::MapKind kind, Function& function) {
    auto row = range.begin();
    constexpr bool kIsConst = detail::is_callable<const Function, std::decay_t<decltype(*row)>>;
    detail::MapLoop loop(*state_, range.map_source(), kind, kIsConst);
    while (loop.next()) {
      if (loop.first() != range.current()) range.seek(loop.first());
      for (; row != range.end() && range.current() < loop.end(); ++row) {
        map_row(loop, range, row, function);
      }
    }
    loop.end_map(range.was_asked());
    if (row != range.end()) range.skip_to_end(loop.rows());
  }
  template <class Range, class Row, class Function>
  void map_row(detail::MapLoop& loop, Range& range, Row& row, Function& function) {
    if (range.absent()) {
      write_absent();
    } else if (loop.skips(range.current())) {
      write_bad_row(range.current(), range.name_at(range.current()), loop.take_reason());
    } else {
      write_computed(loop, range, range.current(), [&] { write_result(call(function, *row)); });
    }
  }
  /// Writes one row by `write`. If that throws, the row is bad.
  template <class Range, class Write>
  void write_computed(detail::MapLoop& loop, const Range& range, std::int64_t row, Write&& write) {
    try {
      write();
      if (loop.bad()) {
        note_bad_row(row, range.name_at(row), *loop.bad());
        loop.set_bad({});
      }
    } catch (const JobError& error) {
      if (!loop.is_trial()) throw;
      write_bad_row(row, range.name_at(row), error);
    } catch (const std::bad_alloc&) {  // the machine's fault, not the row's
      throw;
    } catch (const std::exception& error) {
      loop.set_bad({});
      write_bad_row(row, range.name_at(row), error);
    }
  }
  template <class Range, class Function>
  void map_batch_range(Range& range, std::int64_t most, Function& function) {
    using Map = detail::BatchMap<Range, Function>;
    static_assert(Map::kHoldsRows,
                  "map_batches does not take rows of one boolean column: read another column, too");
    static_assert(Map::kTakesRows,
                  "map_batches' function takes a std::span<const Row>, where Row is the value of "
                  "the column that is read, a std::tuple of several, or accel::File");
    static_assert(Map::kReturnsRows,
                  "map_batches' function returns a std::vector with a row for each row: a value of "
                  "a column's type, a std::optional, something that <accel/convert.h> makes JSON "
                  "of, or a std::tuple with one of these for each column");
    if constexpr (Map::kHoldsRows && Map::kTakesRows && Map::kReturnsRows) {
      detail::check_batch_size(most);
      Map(*this, range, static_cast<std::size_t>(most), function).run();
    }
  }

  template <class Function, class Row>
  static auto call(Function& function, const Row& row) {
    if constexpr (std::is_invocable_v<Function&, const Row&>) {
      return function(row);
    } else {
      return std::apply(function, row);
    }
  }
  template <class Result>
  void write_result(const Result& result) {
    if constexpr (detail::is_tuple<Result>) {
      std::apply([&](const auto&... values) { write(values...); }, result);
    } else {
      write(result);
    }
  }
  template <class... T>
  void write_row(const std::tuple<detail::CellOf<T>...>& cells) {
    std::apply(
        [&](const auto&... cell) {
          const detail::Cell row[] = {cell.cell...};
          write_cells(row, sizeof...(cell));
        },
        cells);
  }
  void write_cells(const detail::Cell* cells, std::size_t count);
  void write_bad_row(std::int64_t row, const std::string& name, std::string_view reason);
  void write_bad_row(std::int64_t row, const std::string& name, const std::exception& error);
  void note_bad_row(std::int64_t row, const std::string& name, std::string_view reason);

  detail::Handle<detail::WriterState> state_;
};

template <>
struct ACCEL_EXPORT Convert<Writer> {
  static Value to(const Writer& writer);
  static Writer from(const Value& value);
  static Value type() { return "writer"; }
};

}  // namespace accel

#include <accel/batches.h>
