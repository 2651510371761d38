#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every test:
#
#   sh tests/run.sh [PRESET...]
#
# Installs what the tests need and is missing, then configures, builds and tests each preset: dev, asan
# and fuzz unless named. fuzz builds all of accel with clang, then looks for a minute for files that
# cause failures. Ends at the first preset that fails, with a code that is not 0.
set -eu
exec </dev/null
cd "$(dirname -- "$0")/.."
. examples/common.inc

arrow_readers='apache-arrow@21.2.0 nodejs-polars@0.26.1 nodejs-polars-linux-x64-gnu@0.26.1'

has_arrow_readers() {
  (cd build/node && node -e 'require("apache-arrow"); require("nodejs-polars")') >/dev/null 2>&1
}

# Other programs that column files are read with. The last package has the program of the second.
install_arrow_readers() {
  if has_arrow_readers; then return; fi
  say "installing npm's apache-arrow and nodejs-polars"
  mkdir -p build/node
  # shellcheck disable=SC2086  # words
  logged npm.log npm install --prefix build/node --no-audit --no-fund $arrow_readers
  has_arrow_readers || fail "apache-arrow and nodejs-polars are in build/node, but node cannot load them"
}

run_tests() {
  build "$1"
  if [ "$1" = fuzz ]; then
    logged clang.log build/fuzz/accel --version
    say "fuzzing for a minute"
    sh tests/fuzz/run.sh
    return
  fi
  say "testing ($1)"
  ctest --preset "$1" --output-on-failure --no-tests=error -j2 || fail "tests ($1) failed"
}

[ $# -gt 0 ] || set -- dev asan fuzz
# shellcheck disable=SC2086  # words
install_packages $build_packages $test_packages
# From Debian 13 on, what writes HEIF for the tests is in packages of its own.
if apt-cache show libheif-plugin-x265 >/dev/null 2>&1; then
  install_packages libheif-plugin-x265 libheif-plugin-aomenc
fi
install_arrow_readers
export ACCEL_NODE_MODULES="$PWD/build/node/node_modules"
for preset; do
  run_tests "$preset"
done
say "all tests passed: $*"
