// SPDX-License-Identifier: Apache-2.0
// filter_rows: the rows for which the expression `where` is true, with all their columns.
#include <accel/expression.h>
#include <accel/method.h>

struct FilterRows : accel::CagedMethod {
  accel::Expression where =
      required<accel::Expression>("where", "a condition, such as: width > 700 and name != 'a'");
  accel::Dataset source = dataset("source");
  accel::Writer out = keep_from(source);

  void analysis(int slice) {
    for (std::int64_t row : where.rows(source, slice)) out.keep(row);
  }
};
ACCEL_METHOD(FilterRows)
