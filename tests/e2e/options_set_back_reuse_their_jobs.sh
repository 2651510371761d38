# SPDX-License-Identifier: Apache-2.0
# A size that was tried and set back: a method's name means the job that the last build used, for
# every command, and the next reason compares with that job.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script 8 8
expect_jobs "4 made, 0 reused"
thumbs_script 4 4
expect_jobs "2 made, 2 reused"
thumbs_script 8 8
expect_jobs "0 made, 4 reused"

for command in job ds why tree sheet verify; do
  expect_exit 0 accel "$command" thumbnailer
  expect_said "thumbnailer is dev-1, which the last build used; the newest is dev-4"
done
expect_exit 0 accel ds thumbnailer
expect_printed "dev-1/default  3 rows"
expect_equal "$(readlink "$jobs/latest/thumbnailer")" ../dev-1

mv photos/01.jpg photos/09.jpg
expect_jobs "3 made, 1 reused"  # shapehist does not read names
expect_printed "(files: 1 renamed: 01.jpg became 09.jpg)"
expect_no_text "$out" "option size"
