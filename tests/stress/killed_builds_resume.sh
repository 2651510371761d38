# SPDX-License-Identifier: Apache-2.0
# accel killed with -9 at random moments: killed_builds_resume.sh [KILLS [SEED]], 12 unless said. Nothing
# goes on running, and the next build goes on, to the bytes of a build that was never disturbed. With
# many kills, some must have left slices to go on from.
. "$(dirname "$0")/../e2e/common.inc"
unset ACCEL_JOBS

kills=${1:-12}
seed=${2:-$(od -An -N 3 -tu4 /dev/urandom | tr -d ' ')}
echo "seed $seed, $kills kills"
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# kill_after MILLISECONDS: a build, killed then; or ended before.
kill_after() {
  start "$ACCEL" build build.cpp
  sleep "$(awk "BEGIN { print $1 / 1000 }")"
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  cat "$out" >>"$work/lines"
  expect_nothing_running
  # Whatever says that it is finished is whole.
  for post in "$jobs"/dev-*/post.json; do
    [ -e "$post" ] || continue
    expect_exit 0 accel job "$(basename "${post%/post.json}")"
  done
}
results() {
  for method in import_images thumbnailer export_images shapehist; do
    job=$(readlink -f "$jobs/latest/$method")
    (cd "$job" && find . -name '*.arrow' -o -name '*.jpg' -o -name result.json | sort | xargs sha256sum)
  done
}
expect_right() {
  expect_exit 0 accel build build.cpp
  cat "$out" >>"$work/lines"
  expect_finished 4
  expect_jobs "0 made, 4 reused"
  results >"$work/got"
  cmp "$work/wanted" "$work/got" || fail "other results"
  expect_equal "$(find "$jobs" -name '*.arrow' -size 0)" ""
  expect_equal "$(find -L results/thumbs -type f | wc -l)" 30
}

pictures 30 800 600
thumbs_script
begin=$(milliseconds)
expect_jobs "4 made, 0 reused"
with_compiling=$(($(milliseconds) - begin))
results >"$work/wanted"
rm -r workdirs
begin=$(milliseconds)
expect_jobs "4 made, 0 reused"
span=$(($(milliseconds) - begin))

for part in 1 3 5; do
  rm -rf .accel workdirs
  kill_after $((part * with_compiling / 6))
  expect_right
done

: >"$work/lines"
rm -r workdirs
builds=0
for moment in $(awk "BEGIN { srand($seed); for (i = 0; i < $kills; ++i) print int(rand() * $span) }"); do
  kill_after "$moment"
  [ -e "$jobs/latest/shapehist" ] || continue
  expect_right
  rm -r workdirs
  builds=$((builds + 1))
done
expect_right
resumed=$(grep -c 'resumed, ' "$work/lines" || true)
kept=$(sed -n 's/.*resumed, \([0-9]*\) of .*/\1/p' "$work/lines" | awk '{ sum += $1 } END { print sum + 0 }')
echo "$kills kills, $builds builds that came to their end, $resumed jobs resumed, $kept slices kept"
[ "$kills" -lt 200 ] || [ "$kept" -gt 0 ] || fail "no slice was ever kept"
