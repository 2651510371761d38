# SPDX-License-Identifier: Apache-2.0
# A column file that is cut short, changed or gone fails the job that reads it, which names the file.
. "$(dirname "$0")/common.inc"

pictures 8
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  if (!urd.args().empty()) urd.build("thumbnailer", {{"quality", std::stoi(urd.args()[0])}, {"source", images}});'
expect_jobs "1 made, 0 reused"
file=$jobs/dev-0/DS/default/image.3.arrow
cp "$file" "$work/kept"
size=$(stat -c %s "$file")
quality=1
is_shown() {
  expect_exit 1 accel build build.cpp -- $quality
  expect_one_error "dev-0/DS/default/image.3.arrow" "in analysis of thumbnailer" "build.cpp:4" "$@"
  expect_finished 1
  quality=$((quality + 1))
}
for length in 0 7 $((size / 2)) $((size - 1)); do
  head -c "$length" "$work/kept" >"$file"
  is_shown
done
head -c "$size" /dev/zero >"$file"
is_shown
echo more >>"$file"
is_shown
cp "$work/kept" "$file" && echo more >>"$file"
is_shown
rm "$file"
is_shown "is gone"
run accel ds dev-0
[ "$status" != 0 ] || fail "accel ds ended with 0"
expect_one_error "image.3.arrow"
mkfifo "$file"
is_shown
expect_exit 1 accel ds dev-0
expect_one_error "image.3.arrow"
rm "$file"
cp "$work/kept" "$file"
expect_jobs "1 made, 1 reused" build.cpp -- 99
