#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writer::keep makes splits and concatenations whose values are links to the files of their sources.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/rows.inc"
make_rows

cat >methods/split.cpp <<'END'
#include <accel/method.h>

struct Split : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer even = keep_from(source);
  accel::Writer rest = keep_from(source).named("rest");

  void analysis(int slice) {
    auto rows = source.rows(slice, accel::maybe(accel::int32("i")));
    for (const auto i : rows) (i && *i % 2 == 0 ? even : rest).keep(rows.row());
  }
};
ACCEL_METHOD(Split)
END
cat >methods/both.cpp <<'END'
#include <accel/method.h>

struct Both : accel::Method {
  accel::Dataset first = dataset("first"), second = dataset("second");
  accel::Writer out = keep_from(first);

  void analysis(int slice) {
    for (const accel::Dataset& dataset : {first, second}) {
      for (std::int64_t row = 0; row < dataset.row_count(slice); ++row) {
        out.keep(dataset, slice, row);
      }
    }
  }
};
ACCEL_METHOD(Both)
END
script 'auto rows = urd.build("all_types");
  auto parts = urd.build("split", {{"source", rows}});
  urd.build("both", {{"first", parts}, {"second", parts.dataset("rest")}});'
expect_jobs "2 made, 1 reused"

# The rows are those of the source, value for value.
cat_rows() { accel cat "$@" --no-header | sort; }
cat_rows dev-0 >"$work/all"
{ cat_rows dev-1; cat_rows dev-1/rest; } | sort >"$work/parts"
cmp "$work/parts" "$work/all" || fail "the two parts are not the whole"
expect_equal "$(accel cat dev-1 -c i --no-header | tr '\n' ' ')" "0 4 "
expect_equal "$(accel cat dev-1/rest -c i --no-header | tr '\n' ' ')" "1  3 "
cat_rows dev-2 | cmp - "$work/all" || fail "the concatenation has other rows"
expect_equal "$(accel cat dev-2 -c i --no-header | tr '\n' ' ')" "0 1  3 4 "
expect_equal "$(accel ds dev-1/rest --json | tr ',' '\n' | sed -n '/"name":"i"/,/"max"/p' |
  grep -E 'absent|min|max' | tr -d '}]' | tr '\n' ' ')" '"absent":1 "min":1 "max":3 '
expect_exit 0 accel export dev-2 -o "$work/both.arrow"
expect_exit 0 accel hist dev-1 i

# No file was copied: each has a second name in the job it is from.
for job in dev-1 dev-2; do
  files=$(find "$jobs/$job" -name '*.arrow' | wc -l)
  [ "$files" -gt 0 ] || fail "$job has no files"
  expect_equal "$(find "$jobs/$job" -name '*.arrow' -links 1 | wc -l)" 0
done
expect_exit 0 accel verify
accel diff dev-0 dev-2 >"$out" || [ $? = 1 ]
expect_printed "method"
expect_no_text "$out" "different values"  # the same rows, by their identities

# A job that was cut short after it made its links is resumed.
rm "$jobs/dev-2/post.json"
expect_jobs "1 made, 2 reused"
expect_printed "resumed, 3 of 3 slices kept"
cat_rows dev-2 | cmp - "$work/all" || fail "the resumed job has other rows"
expect_exit 0 accel verify

# What a job keeps stays when the job that wrote it is removed.
cp "$jobs/dev-0/DS/default/i.0.arrow" "$work/i.arrow"
rm -r "$jobs/dev-0" "$jobs/dev-1"
cat_rows dev-2 | cmp - "$work/all" || fail "rows were lost with their job"
expect_exit 0 accel verify dev-2

# Damage is found.
file=$(basename "$(find "$jobs/dev-2" -name '*.arrow' | sort | head -n 1)")
printf 'x' | dd of="$jobs/dev-2/DS/default/kept/$file" bs=1 seek=100 conv=notrunc 2>/dev/null
expect_exit 1 accel verify dev-2
expect_printed "damaged: dev-2: DS/default/kept/$file: "
sed -i 's/^part\t0\t/part\t7\t/' "$jobs/dev-2/DS/default/parts.tsv"
expect_exit 1 accel cat dev-2
expect_said "DS/default/parts.tsv: its contents have changed since they were written"

# Mistakes.
cat >methods/wrong.cpp <<'END'
#include <accel/method.h>

struct Wrong : accel::Method {
  int how = option("how", 0);
  accel::Dataset source = dataset("source");
  accel::Writer kept = keep_from(source), plain = writer(accel::int32("i")).named("plain");

  void analysis(int slice) {
    if (how == 0) kept.keep(7);
    if (how == 1) kept.write(1);
    if (how == 2) plain.keep(0);
    if (how == 3) kept.keep(plain_source(), slice, 0);
  }
  accel::Dataset plain_source() const { return accel::Dataset(); }
};
ACCEL_METHOD(Wrong)
END
fails() {
  script "auto rows = urd.build(\"all_types\"); urd.build(\"wrong\", {{\"how\", $1}, {\"source\", rows}});"
  expect_exit 1 accel build build.cpp
  expect_said "$2"
}
fails 0 "rows, so row 7 cannot be kept"
fails 1 "is made with keep_from(): choose its rows with keep()"
fails 2 "keep() is for writers made with keep_from(source)"
fails 3 "the dataset was not given"
