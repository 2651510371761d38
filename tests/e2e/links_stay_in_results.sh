# SPDX-License-Identifier: Apache-2.0
# Links are put into results/ and removed from it, and nowhere else: not through a folder that has become
# a link, nor by what a damaged record in .accel says.
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

# A record that names links outside.
rm results/thumbs
thumbs_script 8 8
expect_exit 0 accel build build.cpp
ln -s nowhere elsewhere/link
ln -s nowhere "$work/link"
sed -i 's|"thumbs/01.jpg"|"../elsewhere/link", "../../link", "'"$work"'/link", 7, "a/../../elsewhere/link"|' .accel/results.json
expect_text .accel/results.json '../elsewhere/link'
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});'
expect_exit 0 accel build build.cpp
expect_equal "$(readlink elsewhere/link) $(readlink "$work/link")" "nowhere nowhere"
expect_no_file results/thumbs/03.jpg

# One that is no record at all.
for text in '[1, "x"]' '[{"script": 1, "links": 2}]' '[{"script": "build.cpp", "links": {"a": 1}}]' '{}'; do
  echo "$text" >.accel/results.json
  thumbs_script 8 8
  expect_exit 0 accel build build.cpp
done
