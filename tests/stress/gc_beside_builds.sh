# SPDX-License-Identifier: Apache-2.0
# Builds beside accel gc --delete, which runs all the time: gc_beside_builds.sh [ROUNDS], 15 unless
# said. Each round builds three jobs that read each other, and supersedes those of the round before;
# some are taken up again later, found or made anew. No build and no gc may fail; a build right after
# another finds all that the first asked for; and so does now and then a script that rarely runs.
. "$(dirname "$0")/../e2e/common.inc"
unset ACCEL_JOBS
rounds=${1:-15}

method numbers 'int n = option("n", 0);
  accel::Writer out = writer(accel::int64("number"));
  void analysis(int slice) { out.write(n + slice); }'
method squares 'accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("square"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("number")), [](std::int64_t number) { return number * number; });
  }'
method sum 'accel::Dataset source = dataset("source");
  std::int64_t synthesis() {
    std::int64_t sum = 0;
    for (auto [number, square] : source.rows(accel::int64("number"), accel::int64("square"))) sum += number + square;
    return sum;
  }'
script 'const int n = std::stoi(urd.args().at(0));
  auto numbers = urd.build("numbers", {{"n", n}});
  auto squares = urd.build("squares", {{"source", numbers}});
  const auto sum = urd.build("sum", {{"source", squares}}).result_as<std::int64_t>();
  if (sum != n + n * n + (n + 1) + (n + 1) * (n + 1)) throw std::runtime_error("a wrong sum");'
sed -i '1i #include <stdexcept>' build.cpp
cp build.cpp rare.cpp
echo 'slices = 2' >accel.toml
expect_jobs "3 made, 0 reused" build.cpp -- 0
expect_jobs "3 made, 0 reused" rare.cpp -- 1000

# Until $work/stop is there; then in $work/collected, how often; in $work/gc.err, what went wrong.
collect() {
  count=0
  while [ ! -e "$work/stop" ]; do
    "$ACCEL" gc --keep 0 --delete >>"$work/gc.out" 2>"$work/gc.err" || return
    [ ! -s "$work/gc.err" ] || return
    count=$((count + 1))
  done
  echo $count >"$work/collected"
}
collect &
collector=$!

for round in $(seq "$rounds"); do
  kind=$((round % 5))  # 1, 2, 3, 0, 0, 1 ...: some options come back
  [ $kind != 4 ] || kind=0
  expect_exit 0 accel build build.cpp -- $kind
  expect_jobs "0 made, 3 reused" build.cpp -- $kind
  [ $((round % 10)) != 0 ] || expect_jobs "0 made, 3 reused" rare.cpp -- 1000
done
touch "$work/stop"
wait "$collector" || fail "gc: $(cat "$work/gc.err")"
expect_file "$work/collected"
expect_jobs "0 made, 3 reused" rare.cpp -- 1000

# Deletions did meet the builds: and when all is quiet, only what scripts asked for is left.
deleted=$(grep -c '^deleted' "$work/gc.out")
[ "$deleted" -gt $((rounds / 2)) ] || fail "only $deleted jobs were deleted"
expect_exit 0 accel gc --keep 0 --delete
expect_finished 6
expect_equal "$(ls -d "$jobs"/dev-* | wc -l)" 6
expect_nothing_running
echo "$test_name: $rounds rounds, $(cat "$work/collected") collections, $deleted jobs deleted," \
  "$(grep -c '^kept' "$work/gc.out") kept at the last moment"
