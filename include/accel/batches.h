// SPDX-License-Identifier: Apache-2.0
// The loop of Writer::map_batches. It gathers rows to compute into a batch, calls the function for
// the batch, and writes the rows one by one. <accel/writer.h> includes it.
#pragma once

#include <accel/writer.h>

#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace accel::detail {

/// What a function of map_batches returns for a batch, such as std::vector.
template <class Values>
concept RowList = requires(const Values& values) {
  typename Values::value_type;
  values.size();
  values.begin();
};

template <class Range, class Function>
class BatchMap {
 public:
  using Row = std::remove_cvref_t<decltype(*std::declval<Range&>().begin())>;
  using RowSpan = std::span<const Row>;
  static constexpr bool kHoldsRows = !std::same_as<Row, bool>;
  static constexpr bool kTakesRows = std::invocable<Function&, RowSpan>;
  static constexpr bool kReturnsRows = [] {
    if constexpr (kTakesRows) {
      using Values = std::remove_cvref_t<std::invoke_result_t<Function&, RowSpan>>;
      if constexpr (RowList<Values>) return is_row<typename Values::value_type>;
      return false;
    }
    return true;  // the other message is enough
  }();

  BatchMap(Writer& writer, Range& range, std::size_t most, Function& function)
      : writer_(writer), range_(range), most_(most), function_(function) {}

  void run() {
    auto row = range_.begin();
    constexpr bool kIsConst = std::invocable<const std::remove_reference_t<Function>&, RowSpan>;
    MapLoop loop(*writer_.state_, range_.map_source(), MapKind::batches, kIsConst);
    loop_ = &loop;
    while (loop.next()) {
      if (loop.is_trial_next()) write_batch();
      if (loop.first() != range_.current()) range_.seek(loop.first());
      for (; row != range_.end() && range_.current() < loop.end(); ++row) take_row();
    }
    write_batch();
    loop.end_map(range_.was_asked());
    if (row != range_.end()) range_.skip_to_end(loop.rows());
  }

 private:
  /// A row that is to be written. `rows_` has the values of those that are not absent.
  struct Place {
    std::int64_t row = 0;
    std::size_t section = 0;
    bool is_absent = false;
  };

  void take_row() {
    const Place place{range_.current(), loop_->section(), range_.absent()};
    if (loop_->skips(place.row) || (place.is_absent && rows_.empty())) {
      write_batch();
      loop_->enter(place.section);
      if (place.is_absent) return writer_.write_absent();
      return writer_.write_bad_row(place.row, range_.name_at(place.row), loop_->take_reason());
    }
    places_.push_back(place);
    if (!place.is_absent) rows_.push_back(range_.take());
    if (rows_.size() == most_ || loop_->is_trial_next()) write_batch();
  }

  void write_batch() {
    if (rows_.empty()) return;
    const std::int64_t shown = loop_->shown();
    loop_->enter(places_[0].section);
    if (rows_.size() == 1 || loop_->is_split(places_[0].row) || !write_at_once()) write_each();
    loop_->show(shown, 1);
    places_.clear();
    rows_.clear();
  }

  /// Returns false, and writes nothing, if the function throws or reports a bad row. The function
  /// is then called for each row alone, which shows which row is at fault.
  bool write_at_once() {
    loop_->show(places_[0].row, rows_.size());
    std::optional<std::remove_cvref_t<std::invoke_result_t<Function&, RowSpan>>> values;
    try {
      values.emplace(function_(RowSpan(rows_)));
    } catch (const std::exception&) {
    }
    if (!values || loop_->bad()) {
      loop_->divide();
      return false;
    }
    if (values->size() != rows_.size()) throw_batch_count(values->size(), rows_.size());
    auto value = values->begin();
    write_places([&](std::size_t /*row*/) { write(*value++); });
    return true;
  }

  void write_each() {
    write_places([&](std::size_t row) {
      const auto& values = function_(RowSpan(&rows_[row], 1));
      if (values.size() != 1) throw_batch_count(values.size(), 1);
      write(*values.begin());
    });
  }

  /// `write` writes the next row of `rows_`.
  template <class Write>
  void write_places(Write&& write) {
    std::size_t row = 0;
    for (const Place& place : places_) {
      loop_->enter(place.section);
      if (place.is_absent) {
        writer_.write_absent();
        continue;
      }
      loop_->show(place.row, 1);
      writer_.write_computed(*loop_, range_, place.row, [&] { write(row); });
      ++row;
    }
  }

  template <class Value>
  void write(const Value& value) {
    using Values = std::remove_cvref_t<std::invoke_result_t<Function&, RowSpan>>;
    writer_.write_result(static_cast<const typename Values::value_type&>(value));
  }

  Writer& writer_;
  Range& range_;
  std::size_t most_;
  Function& function_;
  MapLoop* loop_ = nullptr;
  std::vector<Place> places_;
  std::vector<Row> rows_;
};

}  // namespace accel::detail
