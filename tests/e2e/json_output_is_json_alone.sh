# SPDX-License-Identifier: Apache-2.0
# If --json is given, standard output has one JSON object for each job, and the totals. What the
# script prints goes to standard error.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script
sed -i '1i #include <cstdio>' build.cpp
sed -i 's/^}/  std::puts("said by the script");\n}/' build.cpp
expect_exit 0 accel build --json build.cpp
expect_said "said by the script"
expect_equal "$(wc -l <"$out")" 5
expect_equal "$(grep -c '^{.*}$' "$out")" 5
expect_equal "$(grep -c '"outcome":"made"' "$out")" 4
expect_printed '"method":"thumbnailer"' '"job":"dev-1"' '"rows":3' '"bad_rows":0' '"seconds":' '"reason":'
expect_equal "$(tail -n 1 "$out" | grep -c '"made":4,.*"reused":0\|"reused":0.*"made":4')" 1
expect_exit 0 accel build build.cpp --json
expect_equal "$(grep -c '"outcome":"reused"' "$out")" 4
method fails 'int synthesis() { throw accel::Error("quoted \"so\""); }'
script 'urd.build("fails");'
expect_exit 1 accel build --json build.cpp
expect_printed '"outcome":"failed"' '\"so\"'
expect_equal "$(tail -n 1 "$out" | grep -c '"failed":1')" 1
expect_one_error 'quoted "so"'
