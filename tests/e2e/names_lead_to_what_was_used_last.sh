# SPDX-License-Identifier: Apache-2.0
# A method's name, and its shortcut in latest/, lead to the job that the last build made or reused
# last; when that is gone, to the newest that is left.
. "$(dirname "$0")/common.inc"

method m 'int n = option("n", 0); int synthesis() { return n; }'
one() { script "urd.build(\"m\", {{\"n\", $1}});"; }
for n in 1 2 3; do
  one $n
  expect_jobs "1 made, 0 reused"
done
latest() { readlink "$jobs/latest/m"; }
path() { accel job "$1" --path 2>/dev/null | sed 's|.*/||'; }
expect_equal "$(latest) $(path m) $(path m~1)" "../dev-2 dev-2 dev-1"
expect_exit 0 accel job m
expect_no_text "$err" newest

one 2
expect_jobs "0 made, 1 reused"
expect_equal "$(latest) $(path m) $(path m~1)" "../dev-1 dev-1 dev-0"
expect_exit 0 accel job m --path
expect_said "m is dev-1, which the last build used; the newest is dev-2"
expect_exit 1 accel job m~2
expect_one_error "m has 3 finished jobs: the oldest is m~1"
expect_exit 0 accel why m
expect_printed dev-1

# A script that fails, or crashes, after it used one.
script 'urd.build("m", {{"n", 1}}); throw accel::Error("no");'
expect_exit 1 accel build build.cpp
expect_equal "$(latest)" ../dev-0
script 'urd.build("m", {{"n", 3}}); __builtin_trap();'
expect_exit 1 accel build build.cpp
expect_equal "$(latest)" ../dev-2
expect_exit 0 accel gc --delete --keep 0
expect_printed "gc: 0 jobs, "

# The newest is removed: the newest that is left, and the next job is compared with that.
rm -r "$jobs/dev-2"
expect_equal "$(path m)" dev-1
expect_equal "$(latest)" ../dev-1
rm -r "$jobs/dev-1" "$jobs/latest/m"
one 4
expect_jobs "1 made, 0 reused"
expect_printed "(option n: 1 became 4)"
expect_equal "$(latest)" ../dev-3
