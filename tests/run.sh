#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every test:
#
#   sh tests/run.sh [PRESET...]
#
# Installs what the tests need and is missing, then configures, builds and tests each preset (dev and
# asan unless named). Ends at the first preset that fails, with a code that is not 0.
set -eu
exec </dev/null
cd "$(dirname -- "$0")/.."
. examples/common.inc

has_apache_arrow() {
  (cd build/node && node -e 'require("apache-arrow")') >/dev/null 2>&1
}

# The reader that column files are checked with.
install_apache_arrow() {
  if has_apache_arrow; then return; fi
  say "installing npm's apache-arrow"
  mkdir -p build/node
  logged npm.log npm install --prefix build/node --no-audit --no-fund apache-arrow@21
  has_apache_arrow || fail "npm's apache-arrow is in build/node, but node cannot load it"
}

[ $# -gt 0 ] || set -- dev asan
# shellcheck disable=SC2086  # words
install_packages $build_packages $test_packages
install_apache_arrow
export ACCEL_NODE_MODULES="$PWD/build/node/node_modules"
for preset; do
  build "$preset"
  say "testing ($preset)"
  ctest --preset "$preset" --output-on-failure --no-tests=error -j2 || fail "tests ($preset) failed"
done
say "all tests passed: $*"
