# SPDX-License-Identifier: Apache-2.0
# accel run-job DIR --into OTHER runs a copy of a job, from its directory alone; --slice does one
# slice; a finished job is never touched.
. "$(dirname "$0")/common.inc"

pictures 8
thumbs_script
mkdir methods
cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods/
echo '#define MINE 1' >methods/mine.h
sed -i '1i #include "mine.h"' methods/thumbnailer.cpp
expect_jobs "4 made, 0 reused"
before=$(checksums "$jobs")
expect_exit 1 accel run-job "$jobs/dev-1"
expect_one_error "dev-1 is finished" "--into"
rm -r .accel methods build.cpp
cd "$work"
expect_exit 0 accel run-job "$jobs/dev-1" --into "$work/copy"
for slice in 0 1 2 3 4 5 6 7; do
  cmp "$work/copy/DS/default/thumb.$slice.arrow" "$jobs/dev-1/DS/default/thumb.$slice.arrow" || fail "other bytes"
done
expect_file "$work/copy/post.json"
expect_exit 1 accel run-job "$jobs/dev-1" --into "$work/copy"
expect_one_error "not empty"
expect_exit 1 accel run-job "$work/copy"
expect_one_error "finished"

expect_exit 0 accel run-job "$jobs/dev-1" --into "$work/one" --slice 3
expect_file "$work/one/slices/3.json"
expect_no_file "$work/one/slices/2.json" "$work/one/post.json" "$work/one/error.json"
cmp "$work/one/DS/default/thumb.3.arrow" "$jobs/dev-1/DS/default/thumb.3.arrow" || fail "other bytes"
expect_exit 1 accel run-job "$jobs/dev-1" --into "$work/none" --slice 8
expect_one_error "8 slices"
expect_exit 0 accel run-job "$jobs/dev-0" --into "$work/import"
cmp "$work/import/DS/default/image.2.arrow" "$jobs/dev-0/DS/default/image.2.arrow" || fail "other bytes"
expect_exit 1 accel run-job "$work/nothing"
expect_one_error "nothing"
expect_equal "$(checksums "$jobs")" "$before"
