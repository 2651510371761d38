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
advice="'accel verify dev-0' lists all damage; to make it again, remove it: rm -r $jobs/dev-0"
for text in '' '{' '{}' '[1]' 'null' '{"seconds": 1}' '{"seconds": {"total": "x"}}' \
  '{"format":1,"seconds":{"total":1},"rows":-1}' "$(head -c 200 "$post")"; do
  damage "$post" "$text"
  expect_failure 1 "dev-0/post.json" "build.cpp:4" "$advice"
  restore "$post"
done
damage "$post" '{"format": 2}'
expect_failure 1 "dev-0/post.json: written by another version of accel (format 2, " "build.cpp:4" \
  "use that version, or another workdir (--workdir)"
expect_no_text "$err" "rm -r"
expect_exit 1 accel job dev-0
expect_printed "other format" "use that version"
expect_exit 2 accel diff dev-0 dev-1
expect_said "use that version"
restore "$post"
damage "$post" '{'
expect_exit 1 accel job dev-0
expect_printed "$advice"
expect_exit 2 accel diff dev-0 dev-1
expect_said "dev-0/post.json" "$advice"
restore "$post"
setup=$jobs/dev-0/setup.json
damage "$setup" '{'
expect_exit 1 accel job dev-0
expect_printed damaged "dev-0/setup.json: not valid JSON" "$advice"
expect_exit 1 accel ds dev-0
expect_said "dev-0/setup.json" "'accel job dev-0' shows more"
expect_exit 2 accel diff dev-0 dev-1
expect_said "dev-0/setup.json" "$advice"
restore "$setup"
manifest=$jobs/dev-0/DS/default/dataset.json
thumbs_script 30 30
for text in '' '{' '[]' '{"slices": -1}' "$(head -c 300 "$manifest")"; do
  damage "$manifest" "$text"
  expect_failure 1 "dev-0/DS/default/dataset.json" "build.cpp:5" "$advice"
  restore "$manifest"
done
damage "$manifest" '{'
expect_exit 1 accel job dev-0
expect_printed "damaged: " "dev-0/DS/default/dataset.json" "$advice"
for command in "ds dev-0" "cat dev-0" "diff dev-0 dev-1"; do
  # shellcheck disable=SC2086
  case $command in diff*) expect_exit 2 accel $command ;; *) expect_exit 1 accel $command ;; esac
  expect_said "dev-0/DS/default/dataset.json" "$advice"
done
rm "$manifest"
expect_failure 1 "dev-0/DS/default/dataset.json: is gone" "build.cpp:5" "$advice"
restore "$manifest"
expect_jobs "2 made, 2 reused"
