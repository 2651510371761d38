# SPDX-License-Identifier: Apache-2.0
# A job's line counts the rows of the dataset that the job made, whatever it read: of `default`, or
# else of its largest dataset. A fraction in max_bad still refers to the rows that were tried.
. "$(dirname "$0")/common.inc"

method numbers '
  accel::Writer out = writer(accel::int64("n"));
  void analysis(int slice) { for (int i = 0; i < (slice == 0 ? 12 : 4); ++i) out.write(i); }'
method evens '
  accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::int64("n"));
  accel::Writer copy = writer(accel::int64("n")).named("copy");
  void analysis(int slice) {
    copy.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) {
      if (n == 3) throw std::runtime_error("three");
      return n;
    });
    for (std::int64_t n : source.rows(slice, accel::int64("n"))) if (n % 2 == 0) out.write(n);
  }'
method parts '
  accel::Dataset source = dataset("source");
  accel::Writer few = writer(accel::int64("n")).named("few");
  accel::Writer most = writer(accel::int64("n")).named("most");
  void prepare() {
    few.select_slice(0);
    for (std::int64_t n : source.rows(accel::int64("n"))) if (n == 0) few.write(n);
  }
  void analysis(int slice) {
    for (std::int64_t n : source.rows(slice, accel::int64("n"))) if (n != 0) most.write(n);
  }'
method sums '
  accel::Dataset source = dataset("source");
  std::int64_t analysis(int slice) {
    std::int64_t sum = 0;
    for (std::int64_t n : source.rows(slice, accel::int64("n"))) sum += n;
    return sum;
  }'
echo 'slices = 2' >accel.toml

expect_rows() { grep -q "^$1 *$2 .*  $3 rows" "$out" || fail "$2: not $3 rows"; }
expect_counts() {
  expect_rows "$1" numbers 16
  expect_rows "$1" evens 8
  expect_rows "$1" parts 14
  expect_rows "$1" sums 16
}
script '
  auto numbers = urd.build("numbers");
  auto evens = urd.build("evens", {{"source", numbers}, {"max_bad", 0.13}});
  urd.build("parts", {{"source", numbers}});
  urd.build("sums", {{"source", numbers}});'
expect_jobs "4 made, 0 reused"
expect_counts made
expect_jobs "0 made, 4 reused" # 2 bad rows of 16 fit 0.13, of 8 they would not
expect_counts reused
expect_text "$jobs/latest/evens/post.json" '"rows": 8,' '"tried_rows": 16,'

# A job of an accel that did not count them apart.
sed -i -e '/"tried_rows"/d' -e 's/"rows": 8,/"rows": 16,/' "$jobs/latest/evens/post.json"
expect_jobs "0 made, 4 reused"
expect_rows reused evens 16
