# SPDX-License-Identifier: Apache-2.0
# Many builds of one script at once, eight unless the argument says another number: each job is made
# once in all, and every build is right.
. "$(dirname "$0")/common.inc"
unset ACCEL_JOBS

pictures 12 800 600
thumbs_script
method slow 'int analysis(int slice) { ::usleep(100000); return slice; }'
sed -i 's/^}/  urd.build("slow");\n}/' build.cpp
expect_jobs "5 made, 0 reused"
for round in "${1:-8}" 2; do
  rm -rf workdirs results
  [ "$round" != 2 ] || rm -rf .accel
  pids=
  for i in $(seq $round); do
    "$ACCEL" build build.cpp >"$work/out.$i" 2>"$work/err.$i" &
    pids="$pids $!"
  done
  for pid in $pids; do
    wait "$pid" || fail "a build ended with $?: $(cat "$work"/err.*)"
  done
  expect_equal "$(cat "$work"/out.* | grep -c '^made ')" 5
  expect_equal "$(cat "$work"/out.* | grep -c '^reused ')" $((5 * (round - 1)))
  expect_equal "$(cat "$work"/out.* | grep -c '^jobs: ')" "$round"
  expect_finished 5
  expect_equal "$(ls results/thumbs | wc -l)" 12
  expect_jobs "0 made, 5 reused"
  rm -f "$work"/out.* "$work"/err.*
done

# One build that waits is killed, and one that works is: the other builds go on.
rm -rf workdirs
"$ACCEL" build build.cpp >"$work/out.1" 2>&1 &
first=$!
"$ACCEL" build build.cpp >"$work/out.2" 2>&1 &
second=$!
"$ACCEL" build build.cpp >"$work/out.3" 2>&1 &
third=$!
sleep 0.3
kill -9 "$first"
wait "$first" 2>/dev/null || true
wait "$second" || fail "the second: $(cat "$work/out.2")"
wait "$third" || fail "the third: $(cat "$work/out.3")"
expect_finished 5
expect_jobs "0 made, 5 reused"
expect_nothing_running
