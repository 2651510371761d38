# SPDX-License-Identifier: Apache-2.0
# A project that was moved, with its workdir in it, works as before: jobs find their inputs, accel
# knows what scripts requested and put into results/, and nothing is made again.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script 8 8
expect_jobs "4 made, 0 reused"
thumbs_script 9 9
expect_jobs "2 made, 2 reused"
cd ..
mv "$project" "$work/elsewhere"
cd "$work/elsewhere" || exit 1

expect_exit 0 accel tree export_images
expect_no_text "$out" gone
expect_equal "$(sed 's/  [0-9.]* kB$//' "$out")" "dev-5  export_images
  source: dev-4  thumbnailer
    source: dev-0  import_images
      files: 3 files below $work/elsewhere/photos
        01.jpg
        02.jpg
        03.jpg"
for job in dev-0 dev-4; do
  expect_exit 0 accel run-job "workdirs/dev/$job" --into "$work/copy-$job"
  expect_file "$work/copy-$job/post.json"
done
expect_exit 0 accel cat thumbnailer -c filename
expect_exit 0 accel log
expect_printed "2 made, 2 reused"
expect_exit 0 accel gc
expect_printed "gc: 2 jobs, " dev-1 dev-2
expect_jobs "0 made, 4 reused"
expect_file results/thumbs/01.jpg

# A link that the script no longer asks for was put there before the project was moved.
rm build.cpp
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});'
expect_jobs "0 made, 1 reused"
expect_no_file results/thumbs/01.jpg
