# SPDX-License-Identifier: Apache-2.0
# If something in a folder of methods is not a method, or cannot be opened, it stops only the
# scripts that use it. 'accel method' lists it with the reason, and lists all others.
. "$(dirname "$0")/common.inc"

mkdir -p methods/folder.cpp methods/inner
method good 'int synthesis() { return 1; }'
ln -s nowhere methods/dangling.cpp
ln -s loop.cpp methods/loop.cpp
ln -s turning methods/turning
ln -s nowhere methods/not_a_method
mkfifo methods/pipe.cpp methods/inner/pipe.cpp
cp methods/good.cpp methods/inner/method.cpp

expect_exit 0 accel method
for name in dangling loop folder turning pipe inner; do
  expect_printed "method '$name' cannot be used: "
done
expect_printed "thumbnailer" "dangling.cpp': No such file or directory" \
  "loop.cpp': Too many levels of symbolic links" "turning': Too many levels of symbolic links" \
  "methods/folder.cpp is not a regular file" "methods/pipe.cpp is not a regular file" \
  "methods/inner/pipe.cpp is not a regular file"
grep -q '^good' "$out" || fail "does not list what is not broken"
expect_no_text "$out" "not_a_method"

method_script
for name in dangling loop folder turning pipe inner; do
  expect_exit 1 accel build build.cpp -- "$name"
  expect_one_error "method '$name' cannot be used: " "build.cpp:3"
done
expect_exit 1 accel build build.cpp -- goood
expect_one_error "there is no method 'goood' (did you mean 'good'?)"
expect_jobs "1 made, 0 reused" build.cpp -- good

# a folder that this user may not look into
[ "$(id -u)" = 0 ] || exit 0
command -v setpriv >/dev/null || exit 0
chmod 755 "$work"
as_other() { setpriv --reuid 12347 --regid 12347 --clear-groups "$@"; }
as_other "$ACCEL" --version >/dev/null 2>&1 || exit 0
mkdir -m 700 methods/closed
chmod 600 methods/good.cpp
expect_exit 0 as_other "$ACCEL" method
expect_printed "methods/closed': Permission denied" "methods/good.cpp': Permission denied" "thumbnailer"
