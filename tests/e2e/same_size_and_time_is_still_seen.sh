# SPDX-License-Identifier: Apache-2.0
# Bytes that changed while size and mtime stay what they were are seen; so is a file changed in the
# same moment as it was hashed.
. "$(dirname "$0")/common.inc"

mkdir photos
"$MAKE_PICTURE" 20 10 1 photos/1.bmp photos/2.bmp other.bmp
script 'urd.build("import_images", {{"files", accel::glob("photos/*.bmp")}});'
expect_jobs "1 made, 0 reused"
touch -r photos/1.bmp before
cat other.bmp >photos/1.bmp
touch -r before photos/1.bmp
expect_jobs "1 made, 0 reused"
mv other.bmp third.bmp
"$MAKE_PICTURE" 20 10 7 photos/1.bmp
touch -r before photos/1.bmp
expect_jobs "1 made, 0 reused"
for i in 1 2 3 4 5; do
  "$MAKE_PICTURE" 20 10 $((20 + i)) photos/2.bmp
  expect_jobs "1 made, 0 reused"
done
expect_jobs "0 made, 1 reused"
