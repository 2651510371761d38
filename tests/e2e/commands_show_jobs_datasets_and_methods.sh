# SPDX-License-Identifier: Apache-2.0
# accel job, ds and method: all and one; by id, by method for its latest; unknown names get a
# suggestion and exit code 1.
. "$(dirname "$0")/common.inc"

for command in "job" "job dev-0" "ds dev-0"; do
  # shellcheck disable=SC2086
  expect_exit 1 accel $command
  expect_one_error "no jobs here yet"
done
pictures 3
thumbs_script
expect_jobs "4 made, 0 reused"
expect_exit 0 accel job
expect_equal "$(wc -l <"$out")" 5
expect_equal "$(grep -c finished "$out")" 4
expect_printed dev-0 import_images dev-3 shapehist rows bad
expect_exit 0 accel job dev-1
expect_printed thumbnailer finished "$jobs/dev-1" "build.cpp:5" '[640,338]' dev-0/default "default  3 rows"
cp "$out" "$work/one"
expect_exit 0 accel job thumbnailer
cmp "$out" "$work/one" || fail "not the latest thumbnailer"
expect_exit 0 accel job shapehist
expect_printed '{"64x48":3}'
expect_exit 0 accel job export_images
expect_printed 01.jpg
expect_exit 1 accel job thumbnialer
expect_one_error "did you mean 'thumbnailer'?"
expect_exit 1 accel job dev-9
expect_one_error "dev-9"
expect_exit 1 accel job other-0
expect_one_error "other-0"

expect_exit 0 accel ds dev-0
expect_printed "3 rows in 8 slices" image bytes shape json filename text 01.jpg '[64,48]' "jpeg, "
expect_exit 0 accel ds thumbnailer
expect_printed thumb "appended to dev-0/default"
expect_exit 0 accel ds dev-1/default --rows 1
expect_printed 01.jpg
expect_no_text "$out" 02.jpg
expect_exit 1 accel ds dev-0/defualt
expect_one_error "'defualt'" "default"
expect_exit 1 accel ds shapehist
expect_one_error "dev-3"
expect_exit 1 accel ds nothing
expect_one_error "'nothing'"

expect_exit 0 accel method
expect_printed import_images thumbnailer export_images shapehist
expect_exit 0 accel method thumbnailer
expect_printed size format quality source "box to fit inside" bmp jpeg png webp tiff "default 85" max_bad
expect_exit 1 accel method thumbnial
expect_one_error "did you mean 'thumbnailer'?"

# A job that failed is shown, with the reason.
method fails 'int synthesis() { throw accel::Error("for this reason"); }'
script 'urd.build("fails");'
expect_failure 1 "for this reason"
expect_exit 0 accel job
expect_equal "$(grep -c failed "$out")" 1
expect_exit 0 accel job dev-4
expect_printed failed "for this reason" "in synthesis of fails"
