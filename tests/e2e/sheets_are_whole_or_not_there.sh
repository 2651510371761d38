# SPDX-License-Identifier: Apache-2.0
# `accel sheet` replaces only sheets, unless --force is given, and leaves nothing half written. On a
# full disk it ends with 3. It reports a damaged column file.
. "$(dirname "$0")/common.inc"

mkdir small
mount -t tmpfs -o size=192k tmpfs small 2>/dev/null || skip "cannot mount a small file system"
trap 'status=$?; umount "$project/small"; (exit $status); at_exit' EXIT
pictures 20 400 300
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("thumbnailer", {{"size", {300, 300}}, {"format", "png"}, {"source", images}});'
expect_jobs "2 made, 0 reused"

for kind in html png jpg; do
  echo mine >"small/sheet.$kind"
  expect_exit 1 accel sheet thumbnailer -o "small/sheet.$kind"
  expect_said "'small/sheet.$kind' already exists" "to replace it: --force"
  expect_exit 3 accel sheet thumbnailer -o "small/sheet.$kind" --force --size 300x300
  expect_said "No space left on device"
  expect_equal "$(cat small/sheet.$kind)" mine
  expect_exit 3 accel sheet thumbnailer -o "small/new.$kind" --size 300x300
  expect_equal "$(ls small)" "sheet.$kind"
  expect_exit 0 accel sheet thumbnailer -o "small/sheet.$kind" --force --rows 0 --size 40x30
  expect_no_text "small/sheet.$kind" mine
  # What accel drew is drawn again, with no other word.
  expect_exit 0 accel sheet thumbnailer -o "again.$kind" --rows 0 --size 40x30
  cp "again.$kind" first
  expect_exit 0 accel sheet thumbnailer -o "again.$kind" --rows 0 --size 20x15
  ! cmp -s first "again.$kind" || fail "the sheet was not drawn again"
  rm small/*
done
mkdir small/folder.html
expect_exit 1 accel sheet thumbnailer -o small/folder.html --force
expect_said "'small/folder.html' is a folder"
expect_exit 1 accel sheet thumbnailer -o nowhere/sheet.html
expect_said "there is no folder '$project/nowhere'"

file=$(echo "$jobs"/dev-1/DS/default/thumb.0.arrow)
chmod u+w "$file"
truncate -s 100 "$file"
expect_exit 1 accel sheet thumbnailer -o small/sheet.html
expect_said "thumb.0.arrow"
expect_equal "$(ls small)" folder.html
