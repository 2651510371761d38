# SPDX-License-Identifier: Apache-2.0
# No match, an empty list, a file that is not there or cannot be read, a folder: one error with the
# line of the script, and no job.
. "$(dirname "$0")/common.inc"

pictures 3
mkdir photos/folder.jpg
cp photos/01.jpg photos/locked.jpg
chmod 0 photos/locked.jpg
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  using Paths = std::vector<std::string>;
  const std::string what = urd.args()[0];
  if (what == "match") urd.build("import_images", {{"files", accel::glob("photos/*.jpeg")}});
  if (what == "matches") urd.build("import_images", {{"files", accel::glob(Paths{"a/*", "b/*"})}});
  if (what == "empty") urd.build("import_images", {{"files", Paths()}});
  if (what == "allowed") urd.build("import_images", {{"files", accel::glob("*.x", accel::NoMatch::allowed)}});
  if (what == "gone") urd.build("import_images", {{"files", Paths{"photos/01.jpg", "photos/99.jpg"}}});
  if (what == "folder") urd.build("import_images", {{"files", "photos/folder.jpg"}});
  if (what == "base") urd.build("import_images", {{"files", "photos/01.jpg"}, {"base", "other"}});
  if (what == "number") urd.build("import_images", {{"files", {1, 2}}});
  if (what == "locked") urd.build("import_images", {{"files", "photos/locked.jpg"}});
  if (what == "one") urd.build("import_images", {{"files", "photos/01.jpg"}});
}
END
expect_case_fails "match" "no file matches 'photos/*.jpeg'"
expect_case_fails "matches" "'a/*'" "'b/*'"
expect_case_fails "empty" "'files'" "empty"
expect_case_fails "allowed" "'files'" "empty"
expect_case_fails "gone" "photos/99.jpg" "no such file"
expect_case_fails "folder" "photos/folder.jpg" "not a regular file"
expect_case_fails "base" "photos/01.jpg" "base folder 'other'"
expect_case_fails "number" "'files'" "expected"
[ "$(id -u)" = 0 ] || expect_case_fails "locked" "photos/locked.jpg" "Permission denied"
expect_finished 0
expect_equal "$(find "$jobs" -maxdepth 1 -name 'dev-*' 2>/dev/null | wc -l)" 0
expect_jobs "1 made, 0 reused" build.cpp -- one
