# SPDX-License-Identifier: Apache-2.0
# The build goes on when whoever reads its output has gone, or when there is none.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script 20 20
accel build build.cpp 2>"$err" | true
expect_jobs "0 made, 4 reused"
rm -r workdirs
run sh -c '"$ACCEL" build build.cpp 2>&- <&-'
expect_jobs "0 made, 4 reused"
