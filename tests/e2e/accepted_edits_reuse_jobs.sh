# SPDX-License-Identifier: Apache-2.0
# `accel accept METHOD` states that an edit changes no results. Then earlier jobs, and all jobs that
# read them, are reused; without it they are made again.
. "$(dirname "$0")/common.inc"

method numbers 'int n = option("n", 3);
  accel::Writer out = writer(accel::int32("i"));
  void prepare() { out.select_slice(0); for (int i = 0; i < n; ++i) out.write(i); }'
method total 'accel::Dataset source = dataset("source");
  std::int64_t synthesis() { return source.row_count(); }'
script 'for (int n : {3, 4}) urd.build("total", {{"source", urd.build("numbers", {{"n", n}})}});'

expect_exit 1 accel accept numbers
expect_one_error "there are no jobs here yet"
expect_jobs "4 made, 0 reused"
expect_exit 1 accel accept numbers
expect_one_error "has not changed since it made dev-2: there is nothing to accept"
expect_exit 1 accel accept numbrs
expect_one_error "did you mean 'numbers'?"

# Without the statement all is made again (said only: nothing is).
sed -i 's/++i/i += 1/' methods/numbers.cpp
expect_exit 0 accel build --dry-run build.cpp
expect_totals "2 would be made, 2 may be made, 0 reused"

expect_exit 0 accel accept numbers
expect_printed "accepted  dev-2" "accepted  dev-0" \
  "2 jobs will be reused for the edited version of numbers"
expect_jobs "0 made, 4 reused"
expect_exit 0 accel verify
expect_printed "all sound"
expect_exit 0 accel verify dev-0
expect_exit 0 accel why dev-0
expect_printed "never built before" "also reused for an edited version of numbers: accepted 20"
# Once more changes nothing.
expect_exit 0 accel accept --json numbers
expect_printed '"accepted":[]' '"accepted_before":2'

# A new job of the edited version reads as any other; the version before that answers too.
sed -i 's/{3, 4}/{3, 4, 5}/' build.cpp
expect_jobs "2 made, 4 reused"
sed -i 's/i += 1/i = i + 1/' methods/numbers.cpp
expect_exit 0 accel accept numbers
expect_printed "3 jobs will be reused for"
expect_jobs "0 made, 6 reused"
expect_exit 0 accel verify
expect_printed "all sound"
expect_no_text "$out" "note: "

# The index can be made anew from the jobs.
rm -r "$jobs/.index"
expect_jobs "0 made, 6 reused"

# Undone by the next edit, or by deleting the job.
sed -i 's/i = i + 1/++i, (void)0/' methods/numbers.cpp
expect_exit 0 accel build --dry-run build.cpp
expect_totals "3 would be made, 3 may be made, 0 reused"
sed -i 's/++i, (void)0/i = i + 1/' methods/numbers.cpp
rm -r "$jobs/dev-0"
expect_jobs "2 made, 4 reused"
expect_printed "(the same job, dev-0, is gone)"

# What is more than an edit of the code is not accepted.
sed -i 's/int n =/int m = option("m", 1);\n int n =/' methods/numbers.cpp
expect_exit 1 accel accept numbers
expect_one_error "more than the code of 'numbers' differs from" "option m is new"
sed -i '/option("m"/d; s/write(i)/write(i * 1)/' methods/numbers.cpp
printf '[compile]\nflags = ["-DFLAG"]\n' >accel.toml
expect_exit 1 accel accept numbers
expect_one_error "flag -DFLAG is new"
rm accel.toml

# A job whose post.json was changed by somebody is not written over.
sed -i 's/"rows": [0-9]*/"rows": 77/' "$jobs/dev-2/post.json"
expect_exit 1 accel accept numbers
expect_one_error "dev-2/post.json: its contents have changed since they were written"
