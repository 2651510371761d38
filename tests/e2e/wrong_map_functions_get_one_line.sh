# SPDX-License-Identifier: Apache-2.0
# `map` goes over something that is not rows, its function takes or returns something that is not one, or a value that no column holds:
# g++ and clang++ print one error, which says what is expected.
. "$(dirname "$0")/common.inc"

head='struct Odd {}; accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::int64("n"));
  void analysis(int slice) {'
method returns_odd "$head"'
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t) { return Odd(); }); }'
method returns_nothing "$head"'
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t) {}); }'
method returns_odd_tuple "$head"'
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) { return std::tuple(n, Odd()); }); }'
method takes_text "$head"'
    out.map(source.rows(slice, accel::int64("n")), [](std::string_view) { return 1; }); }'
method takes_two "$head"'
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t, int) { return 1; }); }'
method takes_one "$head"'
    out.map(source.rows(slice, accel::int64("n"), accel::text("t")), [](std::int64_t) { return 1; }); }'
method maps_list "$head"'
    std::vector<int> list(3); out.map(list, [](int) { return 1; }); (void)slice; }'
method maps_number "$head"' out.map(slice, [](int) { return 1; }); }'
method batch_takes_row "$head"'
    out.map_batches(source.rows(slice, accel::int64("n")), 8, [](std::int64_t n) { return n; }); }'
method batch_returns_row "$head"'
    out.map_batches(source.rows(slice, accel::int64("n")), 8,
                    [](std::span<const std::int64_t> ns) { return ns[0]; }); }'
method batch_returns_odd "$head"'
    out.map_batches(source.rows(slice, accel::int64("n")), 8,
                    [](std::span<const std::int64_t> ns) { return std::vector<Odd>(ns.size()); }); }'
method batch_of_booleans "$head"'
    out.map_batches(source.rows(slice, accel::boolean("n")), 8,
                    [](std::span<const bool> ns) { return std::vector<int>(ns.size()); }); }'
method writes_odd "$head"' out.write(Odd()); (void)slice; }'
method_script
takes="map's function takes a row: a value for each column that is read"
returns="map's function returns a row: a value of a column's type, a std::optional"

# expect_one_line METHOD TEXT
expect_one_line() {
  expect_exit 1 accel build build.cpp -- "$1"
  expect_said "$2" "methods/$1.cpp:"
  count=$(grep -c "error: " "$err")
  [ "$count" = 2 ] || fail "$1: $count errors"  # the compiler's, and ours that it cannot be compiled
  lines=$(wc -l <"$err")
  [ "$lines" -le 20 ] || fail "$1: $lines lines"
}
for compiler in g++ clang++; do
  command -v $compiler >/dev/null || continue
  printf '[compile]\ncompiler = "%s"\n' $compiler >accel.toml
  expect_one_line returns_odd "$returns"
  expect_one_line returns_nothing "$returns"
  expect_one_line returns_odd_tuple "$returns"
  expect_one_line takes_text "$takes"
  expect_one_line takes_two "$takes"
  expect_one_line takes_one "$takes"
  expect_one_line maps_list "map goes over the rows of a dataset or over input files"
  expect_one_line maps_number "map goes over the rows of a dataset or over input files"
  expect_one_line batch_takes_row "map_batches' function takes a std::span<const Row>"
  expect_one_line batch_returns_row "map_batches' function returns a std::vector"
  expect_one_line batch_returns_odd "map_batches' function returns a std::vector"
  expect_one_line batch_of_booleans "map_batches does not take rows of one boolean column"
  expect_one_line writes_odd "write() takes values of column types"
done
