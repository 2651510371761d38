# SPDX-License-Identifier: Apache-2.0
# No space left, or no inodes, or a disk that is read-only: exit code 3, the system's reason and the
# path, no finished job, and what was half written is taken back. After room is made the same command
# goes on.
. "$(dirname "$0")/common.inc"

mkdir small
mount -t tmpfs -o size=1m tmpfs small 2>/dev/null || skip "cannot mount a small file system"
trap 'status=$?; umount "$project/small"; (exit $status); at_exit' EXIT
remount() {
  mount -o "remount,$1" small 2>/dev/null && return
  trap at_exit EXIT
  umount small
  skip "cannot remount ($1)"
}
"$MAKE_PICTURE" 600 400 1 $(seq -f photo%.0f.bmp 4)
printf 'workdir = "small/dev"\nslices = 4\nconcurrency = 1\n' >accel.toml
script 'urd.build("import_images", {{"files", accel::glob("*.bmp")}});'
expect_exit 3 accel build build.cpp
expect_said "No space left on device" "/dev-0/" "make room on that disk" "build.cpp:3"
expect_totals "0 made, 0 reused, 1 failed"
expect_no_file small/dev/dev-0/post.json small/dev/dev-0/DS/default/image.1.arrow
expect_file small/dev/dev-0/DS/default/image.0.arrow small/dev/dev-0/error.json
expect_nothing_running
expect_exit 3 accel build build.cpp
remount size=10m
expect_jobs "1 made, 0 reused"
expect_printed " dev-0 " "resumed, 1 of 4 slices kept"
expect_no_file small/dev/dev-0/error.json

rm -r small/dev
remount nr_inodes=30
expect_exit 3 accel build build.cpp
expect_said "No space left on device" "no room for more files (inodes)"
remount nr_inodes=1000
expect_jobs "1 made, 0 reused"

rm photo4.bmp
remount bind,ro
expect_exit 3 accel build build.cpp
expect_said "Read-only file system" "small/dev/" "mounted read-only"
remount bind,rw
expect_jobs "1 made, 0 reused"
