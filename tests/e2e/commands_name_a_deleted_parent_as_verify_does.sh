# SPDX-License-Identifier: Apache-2.0
# A column lies in a job that was deleted: each command that reads the column names the job, as `accel
# verify` does, and says what to do.
. "$(dirname "$0")/common.inc"

pictures 2
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("thumbnailer", {{"size", {20, 20}}, {"source", images}}).dataset();'
expect_jobs "2 made, 0 reused"
rm -r "$jobs/dev-0"
expect_exit 1 accel verify dev-1
expect_printed "column 'image' is stored in dev-0, which is gone" "rm -r workdirs/dev/dev-1"
for command in "ds dev-1" "cat dev-1 -c image" "hist dev-1 image"; do
  # shellcheck disable=SC2086
  expect_exit 1 accel $command
  expect_one_error "column 'image' is stored in dev-0, which is gone" "'accel verify dev-1'" "rm -r $jobs/dev-1"
done
