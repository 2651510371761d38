# SPDX-License-Identifier: Apache-2.0
# Compile errors are shown as the compiler printed them, with file and line; exit code 1; a broken
# method stops only those who use it.
. "$(dirname "$0")/common.inc"

pictures 3
script 'urd.biuld("shapehist");'
expect_exit 1 accel build build.cpp
expect_said "build.cpp:3:" "biuld"
expect_totals "0 made, 0 reused"
expect_no_file workdirs/dev/dev-0
script 'int unused = 1;'
expect_jobs "0 made, 0 reused"
script 'urd.build("good"); if (!urd.args().empty()) urd.build("broken");'
method good 'int synthesis() { return 1; }'
method broken 'int synthesis() { return one; }'
expect_jobs "1 made, 0 reused"
expect_exit 1 accel build build.cpp -- broken
expect_said "methods/broken.cpp:" "'one' was not declared" "build.cpp:3"
expect_totals "0 made, 1 reused"
expect_finished 1

echo 'int main() {}' >other.cpp
expect_exit 1 accel build other.cpp
expect_one_error "other.cpp" "accel_main"
printf '#include <accel/build.h>\n' >other.cpp
expect_exit 1 accel build other.cpp
expect_one_error "other.cpp" "accel_main"
printf '#include "nothing.h"\n' >other.cpp
expect_exit 1 accel build other.cpp
expect_said "other.cpp:1:" "nothing.h"
expect_exit 1 accel build missing.cpp
expect_one_error "'missing.cpp'"
expect_equal "$(find .accel -name '*.tmp*' | wc -l)" 0
