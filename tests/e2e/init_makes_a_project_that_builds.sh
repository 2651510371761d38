# SPDX-License-Identifier: Apache-2.0
# accel init makes a project that builds at once, here or in a folder, and never writes over a file.
. "$(dirname "$0")/common.inc"

expect_exit 0 accel init one
expect_printed "cd one && accel build build.cpp"
cd one
expect_jobs "1 made, 0 reused"
expect_printed "hello world"
expect_jobs "0 made, 1 reused"
expect_exit 0 accel job hello
expect_printed "dev-0" "finished"
expect_exit 0 accel method hello
expect_printed "times" "whom to greet"
cd ..
mkdir two && cd two
expect_exit 0 accel init
expect_jobs "1 made, 0 reused"
echo mine >build.cpp
rm accel.toml
expect_exit 1 accel init
expect_one_error "build.cpp" "nothing was changed"
expect_equal "$(cat build.cpp)" mine
cd ..
expect_exit 0 accel init "my project"
expect_printed "cd 'my project' && accel build build.cpp"
expect_no_file accel.toml
