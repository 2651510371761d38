# SPDX-License-Identifier: Apache-2.0
# accel killed with -9 at any moment: nothing goes on running, and the next build is right, with the
# bytes of a build that was never disturbed.
. "$(dirname "$0")/common.inc"

pictures 30 800 600
thumbs_script
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
start=$(milliseconds)
expect_jobs "4 made, 0 reused"
whole=$(($(milliseconds) - start))  # with compiling
checksums "$jobs/dev-2" | grep '\.jpg$' >"$work/wanted"
mv workdirs "$work/undisturbed"
start=$(milliseconds)
expect_jobs "4 made, 0 reused"
short=$(($(milliseconds) - start))
rm -r workdirs

kills=${ACCEL_E2E_KILLS:-12}
for i in $(seq "$kills"); do
  span=$short
  [ ! -e "$jobs/latest/shapehist" ] || rm -r workdirs
  case $i in *[25])
    rm -rf .accel workdirs
    span=$whole ;;
  esac
  "$ACCEL" build build.cpp >"$out" 2>"$err" &
  pid=$!
  sleep "$(awk -v i="$i" -v n="$kills" -v ms="$span" 'BEGIN { print (i * 7 % n + 0.5) / n * ms / 1000 }')"
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  expect_nothing_running
  # Whatever says that it is finished is whole.
  for post in "$jobs"/dev-*/post.json; do
    [ -e "$post" ] || continue
    expect_exit 0 accel job "$(basename "$(dirname "$post")")"
  done
done
expect_exit 0 accel build build.cpp
expect_finished 4
expect_jobs "0 made, 4 reused"
checksums "$(readlink -f "$jobs/latest/export_images")" | grep '\.jpg$' >"$work/got"
cmp "$work/wanted" "$work/got" || fail "other thumbnails"
expect_equal "$(cat "$jobs/latest/shapehist/result.json")" \
  "$(cat "$work/undisturbed/dev/latest/shapehist/result.json")"
find "$jobs/latest/import_images/DS/" "$jobs/latest/thumbnailer/DS/" -name '*.arrow' -size 0 >"$out"
expect_equal "$(cat "$out")" ""
expect_equal "$(ls results/thumbs | wc -l)" 30
