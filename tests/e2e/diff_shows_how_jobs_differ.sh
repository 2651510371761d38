# SPDX-License-Identifier: Apache-2.0
# accel diff: what two jobs were made of, and what they made; exit code 1 when something
# differs, 2 for an error.
. "$(dirname "$0")/common.inc"

touch accel.toml
pictures 3
thumbs_script
expect_jobs "4 made, 0 reused"
thumbs_script 30 30
expect_jobs "2 made, 2 reused"
"$MAKE_PICTURE" 50 40 7 photos/04.jpg
expect_jobs "4 made, 0 reused"

expect_exit 0 accel diff dev-1 dev-1
expect_equal "$(cat "$out")" "dev-1 (thumbnailer) and dev-1 (thumbnailer)
made of: the same
made: the same"
expect_exit 1 accel diff thumbnailer~2 thumbnailer~1
expect_equal "$(cat "$out")" "dev-1 (thumbnailer) and dev-4 (thumbnailer)
made of:
  option size: [640,338] became [30,30]
made:
  dataset default: column thumb has different values in 3 of 8 slices"
expect_exit 1 accel diff dev-4 dev-7
expect_printed "source: dev-0/default became dev-6/default" "rows: 3 became 4" "rows of dataset default: 3 became 4"
expect_exit 1 accel diff dev-5 dev-8
expect_printed "1 file only in dev-8: 04.jpg"
expect_exit 1 accel diff dev-2 dev-5
expect_printed "3 files with different contents: 01.jpg, 02.jpg, 03.jpg"
expect_exit 1 accel diff dev-3 dev-9
expect_printed 'result: {"64x48":3} became {"50x40":1,"64x48":3}'
expect_exit 1 accel diff dev-0 dev-3 --json
expect_printed '"before":"dev-0","now":"dev-3"' '"made_of":['
expect_exit 2 accel diff dev-0 dev-99
expect_one_error "dev-99"
expect_exit 2 accel diff dev-0
expect_exit 3 sh -c "exec '$ACCEL' diff dev-0 dev-0 >/dev/full"
rm "$jobs/dev-9/post.json"
expect_exit 1 accel diff dev-3 dev-9
expect_printed "dev-9 (shapehist, unfinished)" "made: not compared, because dev-9 is not finished"
expect_exit 1 accel diff dev-9 dev-9
rm "$jobs/dev-9/key.txt"
expect_exit 2 accel diff dev-3 dev-9
expect_one_error "job dev-9 has no key.txt, so what it was made of is unknown"
printf '{' >"$jobs/dev-4/DS/default/dataset.json"
expect_exit 2 accel diff dev-1 dev-4
expect_one_error "dev-4/DS/default/dataset.json"
