# SPDX-License-Identifier: Apache-2.0
# If there is nothing to do, no program is started, nothing but the script is loaded, and a job
# costs a handful of system calls.
. "$(dirname "$0")/common.inc"
strace -o /dev/null true 2>/dev/null || skip "strace is missing, or may not trace"

pictures 20
thumbs_script
expect_jobs "4 made, 0 reused"
expect_jobs "0 made, 4 reused"
expect_exit 0 strace -f -qq -o "$work/trace" "$ACCEL" build build.cpp
expect_totals "0 made, 4 reused"
expect_equal "$(grep -c execve "$work/trace")" 1
expect_equal "$(grep -c 'open.*plugin.so' "$work/trace")" 1
expect_equal "$(grep -c 'open[^"]*"photos"' "$work/trace")" 1

method trivial 'int n = option("n", 0); int synthesis() { return n; }'
script 'for (int i = 0; i < std::stoi(urd.args().at(0)); ++i) urd.build("trivial", {{"n", i}});'
calls() {
  expect_exit 0 strace -f -qq -o "$work/trace" "$ACCEL" build build.cpp -- "$1"
  grep -c '(' "$work/trace"
}
expect_jobs "60 made, 0 reused" build.cpp -- 60
expect_jobs "0 made, 60 reused" build.cpp -- 60
few=$(calls 10)
many=$(calls 60)
[ $((many - few)) -le 500 ] || fail "50 more jobs cost $((many - few)) system calls"
