// SPDX-License-Identifier: Apache-2.0
// Writes the rows of a dataset that a job makes. In analysis() rows go to the current slice. A row
// is written whole or not at all: a value that does not fit its column throws before any value of
// the row is written.
#pragma once

#include <accel/bad_row.h>
#include <accel/dataset.h>
#include <accel/files.h>

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

template <class T>
concept BytesLike =
    std::same_as<T, Bytes> || std::same_as<T, Buffer> || std::same_as<T, std::vector<std::uint8_t>>;
template <class T>
concept TextLike = std::convertible_to<const T&, std::string_view> && !BytesLike<T>;
template <class T>
concept NumberList = requires(const T& list) {
  requires ListElement<std::remove_cvref_t<decltype(*list.data())>>;
  list.size();
};
template <class T>
concept DirectCell =
    std::same_as<T, bool> || WholeNumber<T> || std::floating_point<T> || BytesLike<T> ||
    TextLike<T> || std::same_as<T, Json> || std::same_as<T, Date> || std::same_as<T, DateTime> ||
    NumberList<T> || std::same_as<T, std::nullopt_t> || std::same_as<T, std::nullptr_t>;

template <DirectCell T>
Cell make_cell(const T& value) {
  using Kind = Cell::Kind;
  Cell cell;
  if constexpr (std::same_as<T, bool>) {
    cell.kind = Kind::boolean;
    cell.number.boolean = value;
  } else if constexpr (WholeNumber<T> && std::is_signed_v<T>) {
    cell.kind = Kind::whole;
    cell.number.whole = value;
  } else if constexpr (WholeNumber<T>) {
    cell.kind = Kind::unsigned_whole;
    cell.number.unsigned_whole = value;
  } else if constexpr (std::floating_point<T>) {
    cell.kind = Kind::real;
    cell.number.real = static_cast<double>(value);
  } else if constexpr (std::same_as<T, Date>) {
    cell.kind = Kind::date;
    cell.number.whole = value.days;
  } else if constexpr (std::same_as<T, DateTime>) {
    cell.kind = Kind::datetime;
    cell.number.whole = value.microseconds;
  } else if constexpr (BytesLike<T>) {
    cell.kind = Kind::bytes;
    cell.data = value.data();
    cell.size = value.size();
  } else if constexpr (std::same_as<T, Json>) {
    cell.kind = Kind::json;
    cell.data = value.text.data();
    cell.size = value.text.size();
  } else if constexpr (TextLike<T>) {
    const std::string_view text = value;
    cell.kind = Kind::text;
    cell.data = text.data();
    cell.size = text.size();
  } else if constexpr (NumberList<T>) {
    cell.kind = Kind::list;
    cell.element = element_type<std::remove_cvref_t<decltype(*value.data())>>();
    cell.data = value.data();
    cell.size = value.size();
  }
  return cell;
}

/// A value together with the storage that its cell points into.
template <class T>
struct CellOf {
  explicit CellOf(const T& value) : cell(make_cell(value)) {}
  Cell cell;
};
template <class T>
requires(!DirectCell<T> && Convertible<T>) struct CellOf<T> {
  explicit CellOf(const T& value) : json(to_value(value).json()), cell(make_cell(Json{json})) {}
  std::string json;
  Cell cell;
};
template <class T>
struct CellOf<std::optional<T>> {
  explicit CellOf(const std::optional<T>& value) {
    if (value) present.emplace(*value);
    if (present) cell = present->cell;
  }
  std::optional<CellOf<T>> present;
  Cell cell;
};

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;

/// What can be written into a column.
template <class T>
inline constexpr bool is_value = DirectCell<T> || Convertible<T>;
template <class T>
inline constexpr bool is_value<std::optional<T>> = is_value<T>;
/// What can be written as a row: one value, or several in a tuple.
template <class T>
inline constexpr bool is_row = is_value<T>;
template <class... T>
inline constexpr bool is_row<std::tuple<T...>> = (is_value<std::decay_t<T>> && ...);
template <class A, class B>
inline constexpr bool is_row<std::pair<A, B>> =
    is_value<std::decay_t<A>>&& is_value<std::decay_t<B>>;

/// What map goes over: rows, or input files.
template <class Range>
concept MapRange = requires(Range& range) {
  *range.begin();
  range.end();
  range.absent();
  range.map_source();
};

/// What the function of a map returns for a row. It takes the row whole or, if the row is a tuple,
/// as one argument for each value; NotCallable if it takes neither.
struct NotCallable {};
template <class Function, class Row>
struct MapResult {
  using type = NotCallable;
};
template <class Function, class Row>
requires std::invocable<Function&, const Row&>
struct MapResult<Function, Row> {
  using type = std::decay_t<std::invoke_result_t<Function&, const Row&>>;
};
template <class Function, class... T>
requires(!std::invocable<Function&, const std::tuple<T...>&> &&
         std::invocable<Function&, const T&...>) struct MapResult<Function, std::tuple<T...>> {
  using type = std::decay_t<std::invoke_result_t<Function&, const T&...>>;
};
template <class Function, class Row>
inline constexpr bool is_callable =
    !std::same_as<typename MapResult<Function, Row>::type, NotCallable>;

}  // namespace detail

/// Made by `Method::writer` or `Method::append_to`; cheap to copy.
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

  /// For Method::keep_from(): the next row is row `row` of the source, in the current slice. That
  /// is the number that rows(slice, ...).row() gives. No value is copied.
  void keep(std::int64_t row);
  /// Likewise a row of another dataset that the job reads and that has the same columns, or of
  /// another slice.
  void keep(const Dataset& dataset, int slice, std::int64_t row);

  /// In prepare() or synthesis(): the next rows go to `slice`.
  void select_slice(int slice);

  /// Writes a row for each element of `range` (the rows of a dataset, or input files): what
  /// `function` returns for it, a value or a std::tuple with one for each column. If it throws, the
  /// row is listed in bad.jsonl and its values are absent; accel::bad_row lists a row but keeps its
  /// values. A row that lacks a value is absent without an entry. The job fails when there are more
  /// bad rows than `max_bad` allows.
  template <class Range, class Function>
  void map(Range&& range, Function&& function) {
    constexpr bool kIsRows = detail::MapRange<std::remove_reference_t<Range>>;
    static_assert(kIsRows,
                  "map goes over the rows of a dataset or over input files; for other values, "
                  "write a loop that calls write()");
    if constexpr (kIsRows) map_range(range, function);
  }

  const detail::Handle<detail::WriterState>& state() const { return state_; }

 private:
  template <class Range, class Function>
  void map_range(Range& range, Function& function) {
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
    if constexpr (kTakesRow && kReturnsRow) map_rows(range, function);
  }
  template <class Range, class Function>
  void map_rows(Range& range, Function& function) {
    auto row = range.begin();
    constexpr bool kIsConst = detail::is_callable<const Function, std::decay_t<decltype(*row)>>;
    detail::MapLoop loop(*state_, range.map_source(), kIsConst);
    while (loop.next(range.was_asked())) {
      if (loop.first() != range.current()) range.seek(loop.first());
      for (; row != range.end() && range.current() < loop.end(); ++row) {
        map_row(loop, range, row, function);
      }
    }
    if (row != range.end()) range.skip_to_end(loop.rows());
  }
  template <class Range, class Row, class Function>
  void map_row(detail::MapLoop& loop, Range& range, Row& row, Function& function) {
    if (range.absent()) {
      write_absent();
    } else if (loop.skips(range.current())) {
      write_bad_row(range.current(), range.current_name(), loop.take_reason());
    } else {
      try {
        write_result(call(function, *row));
        if (loop.bad()) {
          note_bad_row(range.current(), range.current_name(), *loop.bad());
          loop.set_bad({});
        }
      } catch (const JobError& error) {
        if (!loop.is_trial()) throw;
        write_bad_row(range.current(), range.current_name(), error);
      } catch (const std::bad_alloc&) {  // the machine's fault, not the row's
        throw;
      } catch (const std::exception& error) {
        loop.set_bad({});
        write_bad_row(range.current(), range.current_name(), error);
      }
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
