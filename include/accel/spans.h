// SPDX-License-Identifier: Apache-2.0
// Reads many values of a column at a time: a span for each batch (mostly 1 MiB) of the mapped file,
// for loops over numbers at the speed of memory. The values of the column must have a fixed width.
// To read several columns side by side, use <accel/rows.h>, because their batches end in different
// rows.
#pragma once

#include <accel/cursor.h>

#include <optional>
#include <span>
#include <utility>

namespace accel {

/// Consecutive values of a column that is read as maybe(...).
template <class T>
struct MaybeSpan {
  std::span<const T> values;               ///< an absent one has some value, too
  const std::uint8_t* validity = nullptr;  ///< bits, lowest first; null: none is absent
  std::size_t first_bit = 0;               ///< of the first value

  std::size_t size() const { return values.size(); }
  bool present(std::size_t i) const {
    i += first_bit;
    return validity == nullptr || ((validity[i / 8] >> (i % 8)) & 1) != 0;
  }
  std::optional<T> operator[](std::size_t i) const {
    return present(i) ? std::optional<T>(values[i]) : std::nullopt;
  }
};

namespace detail {

template <class T>
concept FixedWidth = ListElement<T> || std::same_as<T, Date> || std::same_as<T, DateTime>;

/// How a batch becomes a span when its column is read as T.
template <class T>
struct SpanOf;
template <FixedWidth T>
struct SpanOf<T> {
  using type = std::span<const T>;
  static type get(const Batch& batch) {
    return {static_cast<const T*>(batch.values) + batch.first,
            static_cast<std::size_t>(batch.rows - batch.first)};
  }
};
template <FixedWidth T>
struct SpanOf<std::optional<T>> {
  using type = MaybeSpan<T>;
  static type get(const Batch& batch) {
    return {SpanOf<T>::get(batch), batch.validity, static_cast<std::size_t>(batch.first)};
  }
};
template <ListElement T>
struct SpanOf<std::span<const T>> {
  using type = std::span<const T>;
  static type get(const Batch& batch) {
    return {static_cast<const T*>(batch.values) + batch.first * batch.length,
            static_cast<std::size_t>((batch.rows - batch.first) * batch.length)};
  }
};

template <class T>
concept HasSpans = requires {
  typename SpanOf<T>::type;
};

}  // namespace detail

/// The numbers of the first of `rows`, as many rows as lie one after the other, as one span. For a
/// function of map_batches that takes the rows of a list or tensor.
template <class T>
std::span<const T> contiguous(std::span<const std::span<const T>> rows) {
  const T* begin = rows.empty() ? nullptr : rows[0].data();
  std::size_t size = 0;
  for (const std::span<const T> row : rows) {
    if (row.data() != begin + size) break;
    size += row.size();
  }
  return {begin, size};
}

/// The batches of one column, in order: std::span<const T>, or MaybeSpan<T> for maybe(...). A span
/// of lists has the numbers of all its rows, one row after the other. Only one loop at a time;
/// `begin()` starts again. A batch with an absent value is an Error, unless the column is read as
/// maybe(...). Spans are valid as long as the Dataset.
template <class T>
class Spans {
  static_assert(
      detail::HasSpans<T>,
      "spans are for uint8, int32, int64, uint64, float32, float64, date and datetime, each also "
      "as maybe(...), and for lists and tensors; read other columns with rows(...)");

 public:
  using value_type = typename detail::SpanOf<T>::type;

  class iterator {
   public:
    explicit iterator(Spans* spans) : spans_(spans) {}
    value_type operator*() const { return spans_->value(); }
    iterator& operator++() {
      spans_->advance();
      return *this;
    }
    bool operator==(RowsEnd) const { return spans_->batch_.rows == 0; }

   private:
    Spans* spans_;
  };

  Spans(detail::Handle<detail::DatasetState> dataset, int first, int last, Column<T> column)
      : dataset_(std::move(dataset)),
        first_(first),
        last_(last),
        column_(std::move(column)),
        cursor_(dataset_, column_, first_, last_) {}

  iterator begin() {
    cursor_ = {dataset_, column_, first_, last_};
    batch_ = {};
    row_ = 0;
    current_ = detail::current_row();
    advance();
    return iterator(this);
  }
  RowsEnd end() const { return {}; }

  /// The number of the first row of the span, from 0.
  std::int64_t row() const { return row_; }

 private:
  value_type value() const {
    if constexpr (!detail::is_optional<T>) {
      if (batch_.validity != nullptr) detail::throw_absent_in(batch_, column_.name, row_);
    }
    return detail::SpanOf<T>::get(batch_);
  }
  void advance() {
    row_ += batch_.rows - batch_.first;
    *current_ = cursor_.next(batch_) ? row_ : detail::rows_done(row_);
  }

  detail::Handle<detail::DatasetState> dataset_;
  int first_ = 0;
  int last_ = 0;
  Column<T> column_;
  detail::Cursor cursor_;
  detail::Batch batch_;
  std::int64_t row_ = 0;
  std::int64_t* current_ = nullptr;
};

}  // namespace accel
