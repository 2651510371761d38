// SPDX-License-Identifier: Apache-2.0
// A condition on rows, as text: width > 700 and filename != 'a.jpg'. methods/README.md,
// "Expressions", describes the language. Only the columns that the text names are read.
//
//   accel::Expression where = required<accel::Expression>("where");
//
//   for (std::int64_t row : where.rows(source, slice)) out.keep(row);
#pragma once

#include <accel/dataset.h>

#include <string>
#include <string_view>
#include <vector>

namespace accel {

namespace detail {

struct ExpressionState;
ACCEL_EXPORT void retain(ExpressionState*);
ACCEL_EXPORT void release(ExpressionState*);
struct MatchState;
ACCEL_EXPORT void retain(MatchState*);
ACCEL_EXPORT void release(MatchState*);

}  // namespace detail

/// The numbers of the rows for which an expression is true, in order. They count from 0, as those
/// of Rows::row(). Only one loop at a time; `begin()` starts again.
class ACCEL_EXPORT MatchingRows {
 public:
  class iterator {
   public:
    explicit iterator(MatchingRows* rows) : rows_(rows) {}
    std::int64_t operator*() const { return rows_->row_; }
    iterator& operator++() {
      rows_->find(rows_->row_ + 1);
      return *this;
    }
    bool operator==(RowsEnd) const { return rows_->row_ < 0; }

   private:
    MatchingRows* rows_;
  };

  explicit MatchingRows(detail::Handle<detail::MatchState> state) : state_(std::move(state)) {}

  iterator begin() {
    find(0);
    return iterator(this);
  }
  RowsEnd end() const { return {}; }

  /// Whether the expression is true for this row, which must exist. Fast if rows are asked for in
  /// order.
  bool contains(std::int64_t row);

 private:
  void find(std::int64_t first);  // sets row_ to the next match, or to -1

  detail::Handle<detail::MatchState> state_;
  std::int64_t row_ = -1;
};

/// See above. May be an option; a script gives it as text. Cheap to copy.
class ACCEL_EXPORT Expression {
 public:
  Expression() : Expression("true") {}
  /// Throws Error, with the place in the text, if it is not an expression.
  explicit Expression(std::string_view text);

  const std::string& text() const;
  /// The names of the columns that it reads, each once, in the order of the text.
  const std::vector<std::string>& columns() const;

  /// The rows of one slice for which it is true. Throws Error, before it reads a row, if the
  /// dataset lacks one of the columns, or if values are compared that cannot be, such as a text
  /// with a number.
  MatchingRows rows(const Dataset& dataset, int slice) const;
  /// Likewise, of all slices.
  MatchingRows rows(const Dataset& dataset) const;

 private:
  detail::Handle<detail::ExpressionState> state_;
};

template <>
struct ACCEL_EXPORT Convert<Expression> {
  static Value to(const Expression& expression) { return expression.text(); }
  static Expression from(const Value& value) { return Expression(value.text()); }
  static Value type() { return "text"; }
};

}  // namespace accel
