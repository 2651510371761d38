#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Several jobs hold the same column files, by hard links. accel verify reads each file once, and
# names all jobs that hold a damaged one. accel gc and accel workdir count each file once. accel ds
# shows where rows are. When jobs are removed, the others that hold their rows still have them.
. "$(dirname "$0")/common.inc"
echo "slices = 2" >accel.toml
mkdir methods
cat >methods/numbers.cpp <<'END'
#include <accel/method.h>

struct Numbers : accel::Method {
  accel::Writer out = writer(accel::int64("n"), accel::text("t"));

  void analysis(int slice) {
    for (std::int64_t i = 0; i < 50'000; ++i) out.write(i * (slice + 1), std::to_string(i - slice));
  }
};
ACCEL_METHOD(Numbers)
END
cat >methods/head.cpp <<'END'
#include <accel/method.h>

struct Head : accel::CagedMethod {
  int most = option("most", 10);
  accel::Dataset source = dataset("source");
  accel::Writer out = keep_from(source);

  void analysis(int slice) {
    for (std::int64_t row = 0; row < most; ++row) out.keep(source, slice, row);
  }
};
ACCEL_METHOD(Head)
END
cat >methods/squares.cpp <<'END'
#include <accel/method.h>

struct Squares : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("square"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) { return n * n; });
  }
};
ACCEL_METHOD(Squares)
END
jobs_script() {
  script 'auto numbers = urd.build("numbers");
    auto head = urd.build("head", {{"most", 3000}, {"source", numbers}});
    auto less = urd.build("head", {{"most", 2000}, {"source", head}});
    urd.build("squares", {{"source", less}});'
}
jobs_script
expect_jobs "4 made, 0 reused"
cp -a workdirs "$work/kept"
restore() { rm -rf workdirs && cp -a "$work/kept" workdirs; }
kept=DS/default/kept
file=$(basename "$(find "$jobs/dev-2/$kept" -samefile "$jobs/dev-0/DS/default/n.1.arrow")")
expect_equal "$(find "$jobs" -name '*.arrow' -links 3 | wc -l)" 12
damage() { printf x | dd of="$jobs/$1" bs=1 seek=1000 conv=notrunc status=none; }

# A file is read once, however many jobs hold it.
expect_exit 0 accel verify
files=$(find "$jobs"/dev-* -type f ! -name post.json -printf '%i\n' | sort -u | wc -l)
expect_printed "4 jobs, $files files, "

# A damaged file is one finding, and all jobs that hold it must be made again.
damage "dev-2/$kept/$file"
expect_exit 1 accel verify
expect_equal "$(grep -c '^damaged: ' "$out")" 1
expect_printed "damaged: dev-0: DS/default/n.1.arrow: its contents have changed since they were" \
  "  dev-1 holds this file, too: $kept/$file" "  dev-2 holds this file, too: $kept/$file" \
  "rm -r workdirs/dev/dev-0 workdirs/dev/dev-1 workdirs/dev/dev-2, and the jobs that read them: dev-3" \
  "3 jobs damaged"
expect_exit 1 accel verify --json
expect_equal "$(grep -c '"reason"' "$out")" 1
expect_printed '"job":"dev-0","file":"DS/default/n.1.arrow"' '"more_names":0' '"damaged_jobs":3' \
  "\"also_in\":[{\"job\":\"dev-1\",\"file\":\"$kept/$file\",\"delete\":\"$jobs/dev-1\"},{\"job\":\"dev-2\"" \
  '"rebuilt":["dev-0","dev-1","dev-2","dev-3"]'
expect_exit 1 accel verify dev-2
expect_printed "damaged: dev-2: $kept/$file: " "the file has 2 more names" \
  "run accel verify without a job" "rm -r workdirs/dev/dev-2, and the jobs that read it: dev-3"
ln "$jobs/dev-0/DS/default/n.1.arrow" "$work/backup"
run accel verify
expect_printed "the file has 1 more name outside of these jobs"
sh -c "$(sed -n 's/.*again, remove them all: \(rm -r [^,]*\), .*: \(.*\)/\1 workdirs\/dev\/\2/p' "$out")"
expect_jobs "4 made, 0 reused"
expect_exit 0 accel verify
restore

# A link that is gone, or leads to another file, is damage of its job alone.
expect_damaged() {
  expect_exit 1 timeout 60 "$ACCEL" verify
  expect_equal "$(grep -c '^  to make it again, remove it: ' "$out")" 1
  expect_printed "$@" "1 job damaged"
}
rm "$jobs/dev-2/$kept/$file"
expect_damaged "damaged: dev-2: $kept/$file: is gone"
ln "$jobs/dev-0/DS/default/n.0.arrow" "$jobs/dev-2/$kept/$file"
expect_damaged "damaged: dev-2: $kept/$file: "
restore
cp "$jobs/dev-2/$kept/$file" "$work/copy"
mv "$work/copy" "$jobs/dev-2/$kept/$file"
expect_exit 0 accel verify  # a copy is as good as a link
damage "dev-2/$kept/$file"
expect_damaged "damaged: dev-2: $kept/$file: its contents have changed since they were written"
restore

# The list of parts.
list=DS/default/parts.tsv
echo >>"$jobs/dev-2/$list"
expect_damaged "damaged: dev-2: $list: its contents have changed since they were written"
expect_no_text "$out" "dataset.json"
rm "$jobs/dev-2/$list"
expect_damaged "damaged: dev-2: $list: is gone"
expect_exit 1 accel verify dev-3
expect_printed "damaged: dev-2: $list: is gone, and dev-3 reads it"
mkfifo "$jobs/dev-2/$list"
expect_damaged "damaged: dev-2: $list: is not a regular file"
restore

# The space of all jobs is that of their files, each counted once. A deletion frees what gc showed.
used() {
  find "$jobs" -path "$jobs/dev-*" -printf '%i %b\n' | sort -u | awk '{ n += $2 * 512 } END { print n + 0 }'
}
held() { accel workdir --json | sed 's/.*"bytes":\([0-9]*\).*/\1/'; }
gc_number() { grep '"event":"totals"' "$out" | grep -o "\"$1\":[0-9]*" | head -n 1 | cut -d : -f 2; }
expect_gc() {  # expect_gc JOBS OPTION...: so many jobs go, and free what they say
  wanted_jobs=$1
  shift
  expect_exit 0 accel gc --json "$@"
  expect_equal "$(gc_number jobs)" "$wanted_jobs"
  listed=$(cat "$out")
  before=$(used)
  expect_equal "$(gc_number of_bytes)" "$before"
  expect_exit 0 accel gc --json "$@" --delete
  expect_equal "$(sed 's/deletable/deleted/; s/"deleted":true/"deleted":false/' "$out")" \
    "$(printf %s "$listed" | sed 's/deletable/deleted/')"
  expect_equal "$((before - $(used)))" "$(gc_number bytes)"
}
written=$(find "$jobs" -name '*.arrow' -printf '%i %s\n' | sort -u | awk '{ n += $2 } END { print n }')
expect_equal "$(held)" "$written"
expect_gc 0 --keep 0
script 'urd.build("head", {{"most", 1000}, {"source", urd.build("numbers")}});'
expect_jobs "1 made, 1 reused"
expect_gc 3 --keep 0  # what they keep stays, in dev-0 and dev-4
restore
script '(void)urd;'
expect_jobs "0 made, 0 reused"
rm -r "$jobs/dev-0" "$jobs/dev-3"
expect_gc 2 --keep 0  # and with the last that holds it, it goes
expect_equal "$(used)" 0
restore

# accel ds shows where the rows of a column are.
expect_exit 0 accel ds dev-0
expect_no_text "$out" " part"
expect_exit 0 accel ds dev-2
expect_printed "all columns: 4000 rows in kept files of other jobs; 2 parts of 2 files"
expect_exit 0 accel ds dev-3
expect_printed "n, t: 4000 rows in kept files of other jobs; 2 parts of 2 files"
rm "$jobs"/dev-2/DS/default/kept/*  # no column is read
expect_exit 0 accel ds dev-3 --json
expect_equal "$(grep -o '"places":{[^}]*}' "$out" | sort -u)" \
  '"places":{"own_rows":0,"kept_rows":4000,"parts":2,"files":2}'
expect_equal "$(grep -o '"places"' "$out" | wc -l)" 2
restore

# When jobs are removed by hand, in any order, the job that keeps their rows still has all of them.
accel cat dev-2 >"$work/rows"
expect_equal "$(wc -l <"$work/rows")" 4001
kept_rows_are_whole() {
  expect_exit 0 accel verify
  expect_printed "all sound"
  expect_exit 0 accel gc --keep 0 --delete
  expect_printed "gc: 0 jobs, 0 bytes of "
  expect_equal "$(wc -c <"$err")" 0
  accel cat dev-2 | cmp - "$work/rows" || fail "rows were lost with $*"
}
for first in dev-0 dev-1 dev-3; do
  rm -r "$jobs/$first"
  kept_rows_are_whole "$first"
  for second in dev-0 dev-1 dev-3; do
    [ "$second" = "$first" ] || rm -r "$jobs/$second"
  done
  kept_rows_are_whole "all others"
  expect_equal "$(held)" \
    "$(find "$jobs/dev-2" -name '*.arrow' -printf '%s\n' | awk '{ n += $1 } END { print n }')"
  restore
done
