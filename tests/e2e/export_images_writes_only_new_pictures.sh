# SPDX-License-Identifier: Apache-2.0
# export_images writes only the pictures of new rows, and makes links to the others. A name that it
# rejects fails the job, whatever an earlier job has.
. "$(dirname "$0")/common.inc"

pictures 60
thumbs_script 32 24
sed -i 's/{"column", "thumb"}/{"column", "thumb"}, {"max_bad", 9}/; s/{"source", images}/{"source", images}, {"max_bad", 9}/
  s/glob("photos\/\*.jpg")}/glob("photos\/*.jpg")}, {"max_bad", 9}/' build.cpp
echo "not a picture" >photos/07.jpg
expect_exit 0 accel build build.cpp

contents() {  # contents WORKDIR: of the last export in it
  (cd "$1/latest/export_images/" && cksum ./*.jpg files.tsv)
  accel cat export_images -c filename,shape,thumb,file --workdir "$1"
}
# is_as_from_nothing: the last export has what a build from nothing gives.
is_as_from_nothing() {
  rm -rf "$work/nothing"
  sed '/link_results/d' build.cpp >fresh.cpp
  expect_exit 0 accel build fresh.cpp --workdir "$work/nothing/dev"
  contents "$jobs" >"$work/kept"
  contents "$work/nothing/dev" | cmp - "$work/kept" || fail "not what a build from nothing gives"
  (cd results/thumbs && cksum ./*.jpg) >"$work/linked"
  head -n "$(wc -l <"$work/linked")" "$work/kept" | cmp - "$work/linked" ||
    fail "results/ has other pictures"
  expect_exit 0 accel verify
}

# Ten pictures are added, one changed, one removed, three renamed.
"$MAKE_PICTURE" 80 60 9 $(seq -f photos/9%02.0f.jpg 10) photos/20.jpg
rm photos/30.jpg
mv photos/41.jpg photos/00.jpg
mv photos/42.jpg photos/42b.jpg
mv photos/43.jpg photos/99.jpg
expect_exit 0 accel build build.cpp
grep -q '^made *export_images .* 69 rows, 14 computed' "$out" || fail "not 14 of 69 rows were computed"
job=$jobs/$(basename "$(readlink "$jobs/latest/export_images")")
expect_equal "$(find "$job" -maxdepth 1 -name '*.jpg' -links 2 | wc -l)" 54
expect_equal "$(find "$job" -maxdepth 1 -name '*.jpg' -links 1 | wc -l)" 14
expect_equal "$(accel cat export_images -c filename,file --no-header | awk -F '\t' '$1 != $2' | tr '\t' ' ')" \
  "07.jpg "  # which is not a picture
is_as_from_nothing

# The name of a new picture is taken.
sed -i 's|photos/\*.jpg|photos/*|' build.cpp
mv photos/60.jpg photos/60.d
cp photos/03.jpg photos/60.d.jpg
expect_failure 1 "two pictures would be written to '60.d.jpg'" "export_images"
expect_no_file "$(last_job)/60.d.jpg" "$(last_job)/01.jpg"
rm photos/60.d.jpg
expect_exit 0 accel build build.cpp
is_as_from_nothing
