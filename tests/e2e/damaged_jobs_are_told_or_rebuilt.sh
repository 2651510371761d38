# SPDX-License-Identifier: Apache-2.0
# A job directory that someone deleted is built again, under a new id. One that someone damaged is an
# error that names the file. Nothing is half made.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script
expect_jobs "4 made, 0 reused"
rm -r "$jobs/dev-3"
expect_jobs "1 made, 3 reused"
expect_file "$jobs/dev-4/post.json"
rm -r "$jobs/dev-0"
expect_jobs "4 made, 0 reused"
expect_no_file "$jobs/dev-0" "$jobs/dev-3"
expect_equal "$(readlink results/thumbs/01.jpg)" ../../workdirs/dev/dev-7/01.jpg

# The one in the middle (dev-6 thumbnailer): what it read is there, what reads it is new.
rm -r "$jobs/dev-6"
expect_jobs "2 made, 2 reused"
rm -r "$jobs"
expect_jobs "4 made, 0 reused"

damage() { cp "$1" "$work/kept"; printf '%s' "$2" >"$1"; }
restore() { cp "$work/kept" "$1"; }
post=$jobs/dev-0/post.json
for text in '' '{' '{}' '[1]' 'null' '{"seconds": 1}' '{"seconds": {"total": "x"}}'; do
  damage "$post" "$text"
  expect_failure 1 "dev-0/post.json" "build.cpp:4"
  restore "$post"
done
setup=$jobs/dev-0/setup.json
damage "$setup" '{'
expect_exit 1 accel job dev-0
expect_printed damaged "dev-0/setup.json: not valid JSON"
restore "$setup"
manifest=$jobs/dev-0/DS/default/dataset.json
for text in '' '{' '[]' '{"slices": -1}'; do
  damage "$manifest" "$text"
  thumbs_script 30 30
  expect_failure 1 "dev-0/DS/default/dataset.json" "build.cpp:5"
  restore "$manifest"
done
rm "$manifest"
expect_failure 1 "job dev-0 has no dataset 'default'" "build.cpp:5"
restore "$manifest"
expect_jobs "2 made, 2 reused"
