#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The target `uninstall` removes what the last installation brought and the folders that it made;
# what was there before, or came from elsewhere, stays. Files that are already gone are reported.
. "$(dirname "$0")/common.inc"
build=$(dirname "$ACCEL")
uninstall() { expect_exit 0 cmake --build "$build" --target uninstall; }

# Nothing stays of the folders that it made.
expect_exit 0 cmake --install "$build" --prefix "$work/new/prefix"
expect_file "$work/new/prefix/bin/accel"
uninstall
expect_printed "removed $work/new/prefix/bin/accel"
expect_no_file "$work/new"
uninstall
expect_printed "nothing is installed"

# Others stay. A second installation knows what the first one made.
mkdir -p "$work/shared/lib" "$work/shared/share/doc"
echo mine >"$work/shared/lib/mine"
find "$work/shared" | sort >"$work/before"
expect_exit 0 cmake --install "$build" --prefix "$work/shared"
echo mine >"$work/shared/include/mine.h"
expect_exit 0 cmake --install "$build" --prefix "$work/shared"
rm "$work/shared/include/accel/job.h"
expect_exit 0 env DESTDIR="$work/staged" cmake --install "$build" --prefix "$work/other"
uninstall
expect_printed "missing $work/shared/include/accel/job.h" "kept    $work/shared/include: it is not empty"
rm -r "$work/shared/include"
find "$work/shared" | sort >"$work/after"
cmp "$work/before" "$work/after" || fail "$(diff "$work/before" "$work/after")"
expect_file "$work/staged$work/other/bin/accel"
