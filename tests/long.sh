#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests that take hours:
#
#   sh tests/long.sh [PART[=N]...]
#
#   kills=1000   builds killed with -9 at random moments, N times
#   gc=1000      N rounds of builds beside accel gc --delete
#   rows=5000    N random edits of the inputs of a project, each followed by two builds
#   builds=32    N builds of one script at once
#   fuzz=60      libFuzzer, for N minutes in each target
#   tidy         clang-tidy on src, include and methods
#
# Runs all of them unless named. Prints a line for each part; its output is in build/logs. Continues
# after a part that fails, and then exits with 1.
set -eu
exec </dev/null
cd "$(dirname -- "$0")/.."
. examples/common.inc

with_accel() {
  ACCEL=$PWD/build/dev/accel MAKE_PICTURE=$PWD/build/dev/make_picture \
    ACCEL_SOURCE_DIR=$PWD sh "$@"
}

# builds_at_once N: that test, and what it showed.
builds_at_once() {
  with_accel tests/e2e/builds_at_once_share_their_jobs.sh "$1" &&
    say "$1 builds at once made each job once"
}

# rows STEPS: the log names the seed; the workdirs are in memory if possible.
rows() {
  ACCEL_ROWS_STEPS=$1 ACCEL_ROWS_SEED=$(od -An -N 3 -tu4 /dev/urandom | tr -d ' ') \
    ACCEL_ROWS_WORKDIRS=$([ -d /dev/shm ] && echo /dev/shm || echo /tmp) \
    build/dev/row_reuse_test >build/logs/rows.log || { cat build/logs/rows.log; return 1; }
  say "$(grep '^seed' build/logs/rows.log)"
}

fuzz() {
  sh tests/fuzz/run.sh $(($1 * 60)) >build/logs/fuzz.log &&
    paste -sd ';' build/logs/fuzz.log | sed 's/;/; /g'
}

# Files that were checked before and did not change are not checked again.
tidy() {
  cmake --preset tidy && cmake --build --preset tidy -- -k 0 &&
    clang-tidy --quiet methods/*.cpp -- -std=c++20 -Iinclude &&
    say "nothing found in src, include and methods"
}

# part NAME CMD...: runs it; says how long it took, and the last line that it said.
part() {
  name=$1
  shift
  begin=$(date +%s)
  result=passed
  "$@" >"build/logs/long-$name.log" 2>&1 || result=FAILED
  say "$name: $result in $(($(date +%s) - begin)) s: $(tail -n 1 "build/logs/long-$name.log")"
  [ "$result" = passed ] || failed=1
}

[ $# -gt 0 ] || set -- kills gc rows builds fuzz tidy
# shellcheck disable=SC2086  # words
install_packages $build_packages $test_packages clang-tidy
mkdir -p build/logs
failed=0
for word; do
  n=${word#*=}
  [ "$n" != "$word" ] || n=
  case ${word%%=*} in
    kills | gc | rows | builds) preset=dev ;;
    fuzz) preset=fuzz ;;
    *) preset= ;;
  esac
  [ -z "$preset" ] || (build "$preset") || { failed=1; continue; }
  case ${word%%=*} in
    kills) part kills with_accel tests/stress/killed_builds_resume.sh "${n:-1000}" ;;
    gc) part gc with_accel tests/stress/gc_beside_builds.sh "${n:-1000}" ;;
    rows) part rows rows "${n:-5000}" ;;
    builds) part builds builds_at_once "${n:-32}" ;;
    fuzz) part fuzz fuzz "${n:-60}" ;;
    tidy) part tidy tidy ;;
    *) fail "there is no part '$word'; the head of $0 lists them" ;;
  esac
done
exit $failed
