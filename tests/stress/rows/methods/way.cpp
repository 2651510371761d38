// SPDX-License-Identifier: Apache-2.0
// way: several maps in which a row of the output is not simply a row of the source.
#include <accel/method.h>

enum class How { numbers, twice, after_write, next_slice, all_rows, in_prepare, row_count, slice };
ACCEL_ENUM(How, numbers, twice, after_write, next_slice, all_rows, in_prepare, row_count, slice)

struct Way : accel::Method {
  How how = required<How>("how");
  accel::Dataset source = dataset("source", {.whole = true});
  accel::Dataset pace = dataset("pace");  // the same, so that the slices are the source's
  accel::Writer out = writer(accel::text("body"), accel::int64("number"));

  void prepare() {
    if (how != How::in_prepare) return;
    out.select_slice(0);
    map(source.rows(accel::text("body")));
  }

  void analysis(int slice) {
    auto rows = source.rows(slice, accel::text("body"));
    switch (how) {
      case How::numbers:
        return out.map(rows, [&](std::string_view body) { return std::pair(body, rows.row()); });
      case How::twice: map(rows); return map(rows);
      case How::after_write: out.write("first", slice); return map(rows);
      case How::next_slice: return map(source.rows((slice + 1) % slices(), accel::text("body")));
      case How::all_rows: return slice == 0 ? map(source.rows(accel::text("body"))) : void();
      case How::in_prepare: return;
      case How::row_count: return map(rows, source.row_count());
      case How::slice: return map(rows, 100 * slice + slices());
    }
  }

 private:
  void map(accel::Rows<std::string_view> rows, std::int64_t more = 0) {
    out.map(rows, [more](std::string_view body) {
      return std::pair(body, static_cast<std::int64_t>(body.size()) + more);
    });
  }
};
ACCEL_METHOD(Way)
