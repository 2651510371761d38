# SPDX-License-Identifier: Apache-2.0
# A wrong command line ends with 2 and says what was meant; help and version end with 0.
. "$(dirname "$0")/common.inc"

script 'urd.args();'
for arguments in "" "biuld" "build" "build --jsno build.cpp" "job --everything" "ds" "ds a b" "init a b" "run-job"; do
  # shellcheck disable=SC2086
  expect_exit 2 accel $arguments
  [ -s "$err" ] || fail "'accel $arguments' said nothing on standard error"
  expect_no_text "$out" jobs:
done
expect_exit 2 accel
expect_said "Usage: accel " "accel init" " build " " job "
expect_exit 2 accel biuld
expect_one_error "there is no command 'biuld' (did you mean 'build'?)"
expect_exit 2 accel job --everything
expect_one_error "--everything"
expect_exit 2 accel -C /nonexistent job
expect_one_error "there is no folder '/nonexistent'"
expect_exit 2 accel cat thumbs --sample 3 --seed -1
expect_one_error "--seed"
expect_exit 2 accel export thumbs -o ''
expect_one_error "--output is empty"
expect_no_file workdirs .accel
for arguments in --help --version "build --help" "job --help" "ds --help" "method --help" "init --help"; do
  # shellcheck disable=SC2086
  expect_exit 0 accel $arguments
  [ -s "$out" ] || fail "'accel $arguments' printed nothing"
done
expect_exit 0 accel --help
expect_printed init build job ds method
expect_no_text "$out" run-job
