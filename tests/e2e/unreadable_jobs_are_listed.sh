# SPDX-License-Identifier: Apache-2.0
# In a shared workdir one job may belong to a user who lets nobody else look into its folder. All
# commands list it, and do their work for the other jobs.
. "$(dirname "$0")/common.inc"
[ "$(id -u)" = 0 ] || skip "needs a second user"
command -v setpriv >/dev/null || skip "needs setpriv"
as_other() { setpriv --reuid 12346 --regid 12346 --clear-groups "$@"; }
chmod 755 "$work"
as_other "$ACCEL" --version >/dev/null 2>&1 || skip "needs a second user"

pictures 3
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("shapehist", {{"source", images}});
  urd.build("thumbnailer", {{"source", images}});
}
END
expect_jobs "3 made, 0 reused"
sed -i 's/"thumbnailer", {/"thumbnailer", {{"quality", 50}, /' build.cpp
expect_jobs "1 made, 2 reused"
chown -R 12346:12346 "$work" || skip "needs a second user"
chown 0:0 "$jobs/dev-3"
chmod 700 "$jobs/dev-3"

for catalog in 1 2; do  # the first list, without a catalog, writes one
  rm -f "$jobs/.catalog"
  expect_exit 0 as_other "$ACCEL" job
  expect_printed "dev-3" "unreadable" "Permission denied" "dev-2  thumbnailer    finished"
done
expect_exit 0 as_other "$ACCEL" job --state unreadable --json
expect_printed '"job":"dev-3"'
expect_exit 1 as_other "$ACCEL" job dev-3
expect_printed "unreadable" "Permission denied"
expect_exit 0 as_other "$ACCEL" job dev-3 --json
expect_exit 0 as_other "$ACCEL" job thumbnailer
expect_printed "dev-2  thumbnailer  finished"
expect_exit 0 as_other "$ACCEL" workdir
expect_exit 0 as_other "$ACCEL" tree dev-2
expect_exit 1 as_other "$ACCEL" cat dev-3
expect_said "job dev-3 is unreadable"

expect_exit 1 as_other "$ACCEL" verify
expect_printed "unreadable: dev-3: cannot be read: Permission denied" "3 jobs" "1 job unreadable"
expect_no_text "$out" "rm -r"
expect_exit 1 as_other "$ACCEL" verify --json
expect_printed '"unreadable_jobs":1' '"damaged_jobs":0'

expect_exit 0 as_other "$ACCEL" gc --delete
expect_said "you may not read its folder"
expect_printed "gc: 0 jobs"
expect_file "$jobs/dev-3" "$jobs/dev-2/post.json"

# a build by the other user makes what it needs
sed -i 's/50/60/' build.cpp
expect_exit 0 as_other "$ACCEL" build build.cpp
expect_totals "1 made, 2 reused"
expect_printed "dev-4"
