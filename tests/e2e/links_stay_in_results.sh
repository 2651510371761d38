# SPDX-License-Identifier: Apache-2.0
# Links are put into results/ and removed from it, and nowhere else: not through a folder that has
# become a link, and not because of a damaged log of builds.
. "$(dirname "$0")/common.inc"

pictures 2
mkdir elsewhere
thumbs_script 8 8
expect_jobs "4 made, 0 reused"

# The folder was moved away, and a link is in its place.
mv results/thumbs elsewhere/thumbs
ln -s ../elsewhere/thumbs results/thumbs
before=$(checksums elsewhere)
rm photos/02.jpg
"$MAKE_PICTURE" 30 20 7 photos/03.jpg
expect_exit 1 accel build build.cpp
expect_one_error "thumbs' is in the way: it is not a folder"
expect_equal "$(checksums elsewhere)" "$before"

# A script that no longer asks for them removes nothing through it.
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});'
expect_exit 0 accel build build.cpp
expect_equal "$(checksums elsewhere)" "$before"
expect_file results/thumbs

# A log that names folders outside.
rm results/thumbs
thumbs_script 8 8
expect_exit 0 accel build build.cpp
job=$(basename "$(dirname "$(readlink results/thumbs/01.jpg)")")
ln -s "../workdirs/dev/$job/01.jpg" elsewhere/01.jpg
log=$(echo "$jobs"/.builds/*.jsonl)
grep '"event":"links"' "$log" | tail -n 1 | sed 's|"folder":"thumbs"|"folder":"../elsewhere"|' >>"$log"
expect_text "$log" '"folder":"../elsewhere"'
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});'
expect_exit 0 accel build build.cpp
expect_equal "$(readlink elsewhere/01.jpg)" "../workdirs/dev/$job/01.jpg"
expect_no_file results/thumbs/03.jpg results/thumbs/01.jpg

# Links that an earlier accel made and noted in a record of its own are removed as well.
thumbs_script 8 8
expect_exit 0 accel build build.cpp
rm "$log"
echo '[{"script": "build.cpp", "job": "'"$job"'", "pattern": "*.jpg", "folder": "thumbs"}]' >.accel/results.json
expect_file results/thumbs/01.jpg
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});'
expect_exit 0 accel build build.cpp
expect_no_file results/thumbs/03.jpg results/thumbs/01.jpg

# Files that are neither a log nor a record.
for text in '[1, "x"]' '[{"script": 1, "links": 2}]' '{"event":"links"}' '{}'; do
  echo "$text" >"$log"
  echo "$text" >.accel/results.json
  thumbs_script 8 8
  expect_exit 0 accel build build.cpp
done
