# SPDX-License-Identifier: Apache-2.0
# accel killed with -9 at any moment: nothing goes on running, and the next build is right, with the
# bytes of a build that was never disturbed.
. "$(dirname "$0")/common.inc"

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# kill_at PARTS OF SPAN: a build, killed after that part of SPAN milliseconds.
kill_at() {
  start "$ACCEL" build build.cpp
  sleep "$(awk "BEGIN { print $1 / $2 * $3 / 1000 }")"
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  expect_nothing_running
  # Whatever says that it is finished is whole.
  for post in "$jobs"/dev-*/post.json; do
    [ -e "$post" ] || continue
    expect_exit 0 accel job "$(basename "${post%/post.json}")"
  done
}
expect_right() {
  expect_exit 0 accel build build.cpp
  expect_finished 4
  expect_jobs "0 made, 4 reused"
  checksums "$(readlink -f "$jobs/latest/export_images")" | grep '\.jpg$' >"$work/got"
  cmp "$work/wanted" "$work/got" || fail "other thumbnails"
  expect_equal "$(tr -d ' \n' <"$jobs/latest/shapehist/result.json")" '{"800x600":30}'
  expect_equal "$(find "$jobs" -name '*.arrow' -size 0)" ""
  expect_equal "$(find -L results/thumbs -type f | wc -l)" 30
}

pictures 30 800 600
thumbs_script
begin=$(milliseconds)
expect_jobs "4 made, 0 reused"
with_compiling=$(($(milliseconds) - begin))
checksums "$jobs/dev-2" | grep '\.jpg$' >"$work/wanted"
rm -r workdirs
begin=$(milliseconds)
expect_jobs "4 made, 0 reused"
span=$(($(milliseconds) - begin))

for part in 1 3 5; do
  rm -rf .accel workdirs
  kill_at $part 6 "$with_compiling"
  expect_right
done
kills=${ACCEL_E2E_KILLS:-12}
rm -r workdirs
for i in $(seq "$kills"); do
  kill_at $((i * 7 % (kills + 1))) "$((kills + 1))" "$span"
  [ ! -e "$jobs/latest/shapehist" ] || { expect_right && rm -r workdirs; }
done
expect_right
