// SPDX-License-Identifier: Apache-2.0
#include <accel/expression.h>

#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/input_reads.h"
#include "rows/row_condition.h"

#include <atomic>

namespace accel {
namespace detail {

struct ExpressionState {
  ExpressionTree tree;
  std::atomic<int> references{1};
};

void retain(ExpressionState* state) { ++state->references; }
void release(ExpressionState* state) {
  if (--state->references == 0) delete state;
}

namespace {

std::vector<ColumnSpec> specs_of(const Dataset& dataset, const ExpressionTree& tree) {
  std::vector<ColumnSpec> specs;
  const std::string hint =
      "the expression is " + quote(shortened(tree.text, 200)) + "; texts are in quotation marks";
  for (const std::string& name : tree.columns) {
    note_input_column(dataset.state()->reference, name);  // unlike columns(), only this one
    specs.push_back(column_for(dataset, name, hint));
  }
  return specs;
}

}  // namespace

struct MatchState {
  /// A column at the current row.
  struct Column {
    Cursor cursor;
    Batch batch;
    std::int64_t begin = 0;  ///< the row that would be the batch's row 0
    std::int64_t end = 0;

    void load(std::int64_t row) {
      if (row != end) {
        cursor.seek(row, batch);
      } else if (!cursor.next(batch)) {
        throw_unequal_rows();
      }
      begin = row - batch.first;
      end = begin + batch.rows;
    }
  };

  MatchState(const ExpressionTree& tree, const Dataset& dataset, int first, int last,
             std::int64_t count)
      : rows(count), condition(tree, specs_of(dataset, tree)) {
    for (const ColumnSpec& spec : specs_of(dataset, tree)) {
      Column& column = columns.emplace_back();
      column.cursor = {dataset.state(), spec, first, last};
    }
    cells.resize(columns.size());
  }

  bool holds(std::int64_t row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Column& column = columns[i];
      if (row < column.begin + column.batch.first || row >= column.end) column.load(row);
      cells[i] = {&column.batch, row - column.begin};
    }
    return condition.holds(cells);
  }

  std::int64_t rows;
  RowCondition condition;
  std::vector<Column> columns;
  std::vector<CellPlace> cells;
  std::atomic<int> references{1};
};

void retain(MatchState* state) { ++state->references; }
void release(MatchState* state) {
  if (--state->references == 0) delete state;
}

}  // namespace detail

bool MatchingRows::contains(std::int64_t row) { return state_->holds(row); }

void MatchingRows::find(std::int64_t first) {
  std::int64_t*& current = detail::current_row();
  for (row_ = first; row_ < state_->rows; ++row_) {
    *current = row_;
    if (state_->holds(row_)) return;
  }
  *current = detail::rows_done(state_->rows);
  row_ = -1;
}

Expression::Expression(std::string_view text)
    : state_(new detail::ExpressionState{parse_expression(text)}) {}

const std::string& Expression::text() const { return state_->tree.text; }
const std::vector<std::string>& Expression::columns() const { return state_->tree.columns; }

// row_count() is recorded as a read apart from the rows of a map, so that a job that asks for rows
// in any order does not keep rows of an earlier one.
MatchingRows Expression::rows(const Dataset& dataset, int slice) const {
  const std::int64_t count = dataset.row_count(slice);
  return MatchingRows(
      detail::Handle(new detail::MatchState(state_->tree, dataset, slice, slice + 1, count)));
}

MatchingRows Expression::rows(const Dataset& dataset) const {
  const std::int64_t count = dataset.row_count();
  return MatchingRows(
      detail::Handle(new detail::MatchState(state_->tree, dataset, 0, dataset.slices(), count)));
}

}  // namespace accel
