# SPDX-License-Identifier: Apache-2.0
# No space left: exit code 3, the system's reason, and no finished job.
. "$(dirname "$0")/common.inc"

mkdir small
mount -t tmpfs -o size=1m tmpfs small 2>/dev/null || skip "cannot mount a small file system"
trap 'status=$?; umount "$project/small"; (exit $status); at_exit' EXIT
"$MAKE_PICTURE" 600 400 1 $(seq -f photo%.0f.bmp 4)
echo 'workdir = "small/dev"' >accel.toml
script 'urd.build("import_images", {{"files", accel::glob("*.bmp")}});'
expect_exit 3 accel build build.cpp
expect_said "No space left on device" "build.cpp:3"
expect_totals "0 made, 0 reused, 1 failed"
expect_no_file small/dev/dev-0/post.json
expect_nothing_running
rm photo[234].bmp small/dev/dev-0/DS -r
expect_jobs "1 made, 0 reused"
