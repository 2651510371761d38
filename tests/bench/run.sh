#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmark: accel and its peers, in turns, on the same files.
#
#   sh tests/bench/run.sh [--quick] [--large] [--list] [--pairs N] [--accel PATH] [--out FILE]
#                         [ROW...]
#
# Installs what is missing, makes the corpora once, and measures the rows whose names hold one of
# the texts ROW (all by default). All that it makes is below build/bench/. Prints a table and writes
# a JSON file (build/bench/result.json). Ends with 0 whatever the figures are, with 1 if a row could
# not be measured. tests/README.md tells more.
set -eu
exec </dev/null
export PYTHONDONTWRITEBYTECODE=1  # the source tree stays as it is
cd "$(dirname -- "$0")/../.."
. examples/common.inc

bench=build/bench
# Debian's own Python, whichever comes first in PATH: it has Debian's Pillow.
python=/usr/bin/python3
bench_packages="python3 python3-numpy python3-pil libvips-tools libjpeg62-turbo-dev strace nodejs npm"
photographs="lomiri-wallpapers-16.04 lomiri-wallpapers-20.04"

# The photographs that corpora are made of lie in packages of wallpapers, which are not installed.
get_photographs() {
  if [ -d $bench/photographs ]; then return; fi
  say "getting photographs: $photographs"
  rm -rf $bench/packages $bench/photographs.part
  mkdir -p $bench/packages $bench/photographs.part
  for package in $photographs; do
    (cd $bench/packages && apt-get -q download "$package") >build/logs/photographs.log 2>&1 ||
      fail "cannot download $package; what apt-get said is in build/logs/photographs.log"
  done
  for archive in "$bench"/packages/*.deb; do dpkg-deb -x "$archive" $bench/photographs.part; done
  mv $bench/photographs.part $bench/photographs
}

# sharp 0.35 needs Node 20; Debian 12 has 18, for which there is 0.34.
install_sharp() {
  if (cd $bench/node 2>/dev/null && node -e 'require("sharp")' 2>/dev/null); then return; fi
  case $(node -p 'process.versions.node.split(".")[0] >= 20') in
    true) version=0.35.5 ;;
    *) version=0.34.5 ;;
  esac
  say "installing npm's sharp $version"
  mkdir -p $bench/node
  logged bench-npm.log npm install --prefix $bench/node --no-audit --no-fund "sharp@$version"
  (cd $bench/node && node -e 'require("sharp")') || fail "node cannot load sharp"
}

# compile NAME [LIBRARY...]: a peer in C++.
compile() {
  source=tests/bench/peers/$1.cpp
  program=$bench/bin/$1
  shift
  if [ -x "$program" ] && [ -z "$(find "$source" tests/bench/*/*.h -newer "$program")" ]; then
    return
  fi
  logged "bench-$(basename "$program").log" g++ -std=c++20 -O2 -Wall -Wextra -o "$program" \
    "$source" -pthread "$@"
}

case " $* " in
  *" --list "* | *" --help "* | *" -h "*)
    command -v $python >/dev/null || install_packages python3
    exec $python tests/bench/bench.py "$@" ;;
esac
mkdir -p build/logs $bench/bin $bench/node
# shellcheck disable=SC2086  # words
install_packages $build_packages $bench_packages
case " $* " in
  *" --accel"[\ =]*) ;;
  *)
    [ -x build/release/accel ] || build release
    set -- --accel build/release/accel "$@" ;;
esac
get_photographs
install_sharp
compile decode_jpegs -ljpeg
compile stat_files
compile write_files
compile plain_rows
exec $python tests/bench/bench.py "$@"
