# SPDX-License-Identifier: Apache-2.0
# If accel itself cannot continue (no permission, no space), the exit code is 3, and the error gives
# the system's reason.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script
echo 'a file' >workdirs
expect_exit 3 accel build build.cpp
expect_one_error "workdirs" "Not a directory"
rm workdirs
if [ "$(id -u)" != 0 ]; then
  mkdir workdirs
  chmod a-w workdirs
  expect_exit 3 accel build build.cpp
  expect_one_error "workdirs" "Permission denied"
  chmod u+w workdirs
fi
expect_jobs "4 made, 0 reused"
