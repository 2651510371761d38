#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# From a fresh Debian or Ubuntu to thumbnails:
#
#   sh examples/quickstart.sh [FOLDER]
#
# Installs the packages that are missing, builds accel, and builds thumbnails twice: all jobs are
# made, then all are reused. The pictures are those in FOLDER and below it (JPEG and PNG), or sample
# frames. Everything that it makes is below build/. It asks no questions and can be run again.
set -eu
exec </dev/null

case ${1-} in
  -*) set -- too many ;;
esac
if [ $# -gt 1 ]; then
  echo "usage: sh examples/quickstart.sh [FOLDER]" >&2
  exit 2
fi
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
folder=
if [ $# = 1 ]; then
  folder=$(CDPATH='' cd -- "$1" && pwd -P) || exit 1
fi
cd "$root"
. examples/common.inc

# The pictures that build_folder.cpp finds: names that begin with a dot are left out.
count_pictures() (
  cd "$1"
  find . -name '.?*' -prune -o -type f \
    \( -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' \) -print | wc -l
)

# project NAME SCRIPT: changes to build/quickstart/NAME. The script there is a copy for the user to
# edit, so it is never replaced.
project() {
  mkdir -p "build/quickstart/$1"
  cd "build/quickstart/$1"
  [ -e accel.toml ] || echo "# No setting is required: each has a default." >accel.toml
  [ -e "$2" ] || cp "$root/examples/thumbnails/$2" "$2"
}

make_sample_frames() {
  if [ -d photos ]; then return; fi
  say "making 48 sample frames of 3840x2160"
  rm -rf photos.part
  "$root/build/release/make_frames" photos.part 48
  mv photos.part photos
}

if [ -n "$folder" ]; then
  pictures=$(count_pictures "$folder")
  [ "$pictures" -gt 0 ] || fail "there are no JPEG or PNG pictures in $folder"
fi

# shellcheck disable=SC2086  # words
install_packages $build_packages
build release

if [ -n "$folder" ]; then
  project folder build_folder.cpp
  rm -f pictures
  ln -s "$folder" pictures
  say "$pictures pictures in $folder; the project keeps a copy of them"
  set -- build_folder.cpp -- pictures
else
  project sample build_thumbs.cpp
  make_sample_frames
  set -- build_thumbs.cpp
fi

say "" "\$ accel build $*"
"$root/build/release/accel" build "$@"
say "" "\$ accel build $*   # again: nothing has changed"
again=$("$root/build/release/accel" build "$@")
say "$again"
case $again in
  *'jobs: 0 made, 4 reused') ;;
  *) fail "the second run should have reused all four jobs" ;;
esac

thumbs=$(find results/thumbs -type l | wc -l)
cat <<END

$thumbs thumbnails are in $PWD/results/thumbs

Next:
  cd $PWD
  PATH=$root/build/release:\$PATH
  accel job                 # what was built
  accel job shapehist       # one job: here, how many pictures there are of each shape
  accel build $*   # after an edit to the size in $1: 2 made, 2 reused
$root/README.md describes the rest.
END
