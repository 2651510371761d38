// SPDX-License-Identifier: Apache-2.0
// Datasets as a method reads them: named, typed columns of rows, in slices. Reading copies nothing:
// views point into the mapped files.
#pragma once

#include <accel/rows.h>
#include <accel/spans.h>

#include <string>
#include <utility>
#include <vector>

namespace accel {

/// A dataset of a job; cheap to copy. Views read from it are valid as long as one copy exists. In a
/// build script its job may not be finished yet: then functions that read the dataset wait for the
/// job, and throw its error if it fails.
class ACCEL_EXPORT Dataset {
 public:
  Dataset() = default;
  explicit Dataset(detail::Handle<detail::DatasetState> state) : state_(std::move(state)) {}

  /// False for an input that was not given.
  explicit operator bool() const { return static_cast<bool>(state_); }
  /// For an input that was not given, slices() is 0 and the other functions throw Error.
  std::string job() const;
  std::string name() const;
  int slices() const;
  std::int64_t row_count() const;
  std::int64_t row_count(int slice) const;
  std::vector<ColumnSpec> columns() const;
  bool has_column(std::string_view name) const;

  /// The rows of one slice.
  template <class... T>
  Rows<T...> rows(int slice, Column<T>... columns) const {
    return Rows<T...>(state_, slice, slice + 1, std::move(columns)...);
  }
  /// The rows of all slices, in order.
  template <class T, class... U>
  Rows<T, U...> rows(Column<T> column, Column<U>... columns) const {
    return Rows<T, U...>(state_, 0, slices(), std::move(column), std::move(columns)...);
  }

  /// One column of one slice, many values at a time.
  template <class T>
  Spans<T> spans(int slice, Column<T> column) const {
    return Spans<T>(state_, slice, slice + 1, std::move(column));
  }
  /// One column of all slices, in order.
  template <class T>
  Spans<T> spans(Column<T> column) const {
    return Spans<T>(state_, 0, slices(), std::move(column));
  }

  const detail::Handle<detail::DatasetState>& state() const { return state_; }

 private:
  detail::Handle<detail::DatasetState> state_;
};

template <>
struct ACCEL_EXPORT Convert<Dataset> {
  static Value to(const Dataset& dataset);
  static Dataset from(const Value& value);
  static Value type() { return "dataset"; }
};

}  // namespace accel
