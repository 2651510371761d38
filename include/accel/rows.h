// SPDX-License-Identifier: Apache-2.0
// Rows as a loop reads them: the values of several columns side by side. Types are checked once,
// when the rows are opened; nothing is copied, and nothing allocated per row.
#pragma once

#include <accel/bad_row.h>
#include <accel/cursor.h>

#include <string>
#include <tuple>
#include <utility>

namespace accel {

namespace detail {

/// One column of the rows, at the current row.
template <class T>
struct ColumnWalk {
  Column<T> column;
  Cursor cursor;
  Batch batch;
  std::int64_t index = 0;

  bool load() {  // to the first row of the next batch
    const bool found = cursor.next(batch);
    index = batch.first;
    return found;
  }
  bool advance() { return ++index < batch.rows || load(); }
  void seek(std::int64_t row) {
    cursor.seek(row, batch);
    index = batch.first;
  }
  bool absent() const {
    if constexpr (is_optional<T>) return false;
    return !batch.present(index);
  }
  T get(std::int64_t row) const {
    if (absent()) throw_absent(column.name, row);
    return Read<T>::get(batch, index);
  }
};

}  // namespace detail

/// The rows of some columns of a dataset, in order. Only one loop at a time; `begin()` starts
/// again. A row is a T, or a std::tuple of several. An absent value is an Error, unless its column
/// is read as maybe(...), or the rows are those of `present()`.
template <class... T>
class Rows {
 public:
  using value_type =
      std::conditional_t<sizeof...(T) == 1, std::tuple_element_t<0, std::tuple<T...>>,
                         std::tuple<T...>>;

  class iterator {
   public:
    explicit iterator(Rows* rows) : rows_(rows) {}
    value_type operator*() const { return rows_->value(); }
    iterator& operator++() {
      rows_->advance();
      return *this;
    }
    bool operator==(RowsEnd) const { return rows_->done_; }

   private:
    Rows* rows_;
  };

  Rows(detail::Handle<detail::DatasetState> dataset, int first, int last, Column<T>... columns);
  Rows(const Rows&) = default;
  Rows& operator=(const Rows&) = default;
  ~Rows() {
    if (asked_) detail::note_row_asked(dataset_);
  }

  /// These rows, without those in which a value is absent.
  Rows present() const {
    Rows rows = *this;
    rows.skip_absent_ = true;
    return rows;
  }

  iterator begin() {
    start();
    return iterator(this);
  }
  RowsEnd end() const { return {}; }

  /// The number of the current row, from 0. Throws Error if no loop over these rows has begun.
  std::int64_t row() const {
    require_begun();
    asked_ = true;
    return row_;
  }
  /// Whether the current row lacks a value in a column that is not read as maybe(...).
  bool absent() const {
    return std::apply([](const auto&... walk) { return (walk.absent() || ...); }, walks_);
  }
  /// The name of the current row; empty if the dataset has no names.
  std::string row_name() const {
    require_begun();
    asked_ = true;
    return name_at(row_);
  }

  /// For Writer::map.
  std::int64_t current() const { return row_; }
  value_type take() const { return value(); }
  std::string name_at(std::int64_t row) const {
    return detail::row_name(dataset_, first_, last_, row);
  }
  bool was_asked() const { return asked_; }
  detail::MapSource map_source() const;
  void seek(std::int64_t row);
  void skip_to_end(std::int64_t rows) {
    row_ = rows;
    settle(false, false);
  }

 private:
  void require_begun() const {
    if (current_ == nullptr) detail::throw_no_loop();
  }
  value_type value() const {
    if constexpr (sizeof...(T) == 1) {
      return std::get<0>(walks_).get(row_);
    } else {
      return std::apply([&](const auto&... walk) { return value_type{walk.get(row_)...}; }, walks_);
    }
  }
  void start();
  void settle(bool any, bool all) {
    if (any != all) detail::throw_unequal_rows();
    done_ = !any;
    *current_ = done_ ? detail::rows_done(row_) : row_;
  }
  void step() {
    ++row_;
    bool any = false;
    bool all = true;
    std::apply(
        [&](auto&... walk) { ((walk.advance() ? void(any = true) : void(all = false)), ...); },
        walks_);
    settle(any, all);
  }
  void advance() {
    step();
    while (skip_absent_ && !done_ && absent()) step();
  }

  detail::Handle<detail::DatasetState> dataset_;
  int first_ = 0;
  int last_ = 0;
  std::tuple<detail::ColumnWalk<T>...> walks_;
  std::int64_t row_ = 0;
  std::int64_t* current_ = nullptr;
  bool skip_absent_ = false;
  bool done_ = true;
  mutable bool asked_ = false;  ///< whether the number or the name of a row was asked for
};

template <class... T>
Rows<T...>::Rows(detail::Handle<detail::DatasetState> dataset, int first, int last,
                 Column<T>... columns)
    : dataset_(std::move(dataset)),
      first_(first),
      last_(last),
      walks_(detail::ColumnWalk<T>{std::move(columns), {}, {}, 0}...) {
  static_assert(sizeof...(T) > 0, "name at least one column");
  std::apply(
      [&](auto&... walk) {
        ((walk.cursor = {dataset_, walk.column, first, last}), ...);
      },
      walks_);
}

template <class... T>
detail::MapSource Rows<T...>::map_source() const {
  detail::MapSource source;
  source.dataset = dataset_.get();
  source.first_slice = first_;
  source.last_slice = last_;
  std::apply([&](const auto&... walk) { (source.columns.push_back(walk.column.name), ...); },
             walks_);
  source.leaves_out_absent = skip_absent_;
  return source;
}

template <class... T>
void Rows<T...>::seek(std::int64_t row) {
  std::apply([&](auto&... walk) { (walk.seek(row), ...); }, walks_);
  row_ = row;
  settle(true, true);
}

template <class... T>
void Rows<T...>::start() {
  row_ = 0;
  current_ = detail::current_row();
  bool any = false;
  bool all = true;
  const auto open = [&](auto& walk) {
    walk.cursor = {dataset_, walk.column, first_, last_};
    walk.load() ? void(any = true) : void(all = false);
  };
  std::apply([&](auto&... walk) { (open(walk), ...); }, walks_);
  settle(any, all);
  while (skip_absent_ && !done_ && absent()) step();
}

}  // namespace accel
