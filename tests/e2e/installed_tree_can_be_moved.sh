#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed builds a project after it was moved, with the standard methods as compiled, and
# gives the keys that the build tree gives.
. "$(dirname "$0")/common.inc"

cmake --install "$(dirname "$ACCEL")" --prefix "$work/first" >"$out" 2>"$err" || fail "cmake --install"
mv "$work/first" "$work/moved"

pictures 3
thumbs_script
expect_jobs "4 made, 0 reused"
ACCEL=$work/moved/bin/accel
expect_jobs "0 made, 4 reused"
rm -rf workdirs .accel
expect_jobs "4 made, 0 reused"
grep -q "\"object\": \"$work/moved/" workdirs/dev/dev-1/setup.json ||
  fail "the standard methods were compiled again"
