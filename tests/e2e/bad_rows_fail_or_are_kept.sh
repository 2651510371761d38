# SPDX-License-Identifier: Apache-2.0
# A file that is no image and a truncated JPEG: the job names the file and fails, unless max_bad allows
# for it. A job with more bad rows than are allowed now is not reused.
. "$(dirname "$0")/common.inc"

pictures 4
with_max_bad() { script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}, {"max_bad", '"$1"'}});
  urd.build("thumbnailer", {{"size", {20, 20}}, {"source", images}, {"max_bad", '"$2"'}});'; }

echo "this is no picture" >photos/03.jpg
with_max_bad 0 0
expect_failure 1 "03.jpg" "in analysis of import_images (dev-0)" "build.cpp:4" "max_bad allows 0"
expect_totals "0 made, 0 reused, 1 failed"
expect_printed "failed"
expect_finished 0
expect_text "$jobs/dev-0/error.json" '"phase": "analysis"' '"slice": ' '"row": ' 03.jpg
with_max_bad 1 0
expect_jobs "2 made, 0 reused"
expect_printed "1 bad"
expect_printed "resumed, "
expect_text "$jobs/dev-0/bad.jsonl" '"name":"03.jpg"' '"slice":' '"row":' '"reason":'
expect_equal "$(wc -l <"$jobs/dev-0/bad.jsonl")" 1
expect_no_file "$jobs/dev-1/bad.jsonl"
expect_jobs "0 made, 2 reused"
expect_printed "1 bad"
with_max_bad 0.5 0
expect_jobs "0 made, 2 reused"
with_max_bad 0.1 0
expect_failure 1 "03.jpg"
expect_totals "0 made, 0 reused, 1 failed"
with_max_bad 0 0
expect_failure 1 "03.jpg" "max_bad allows 0"
expect_finished 2
with_max_bad 1 0
expect_jobs "0 made, 2 reused"

# An exception may have no text.
method silent '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("n"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")),
            [](accel::Bytes) -> int { throw std::runtime_error(""); });
  }'
cp build.cpp before.cpp
script 'urd.build("silent", {{"source", urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}, {"max_bad", 1}})}, {"max_bad", urd.args().size()}});'
expect_exit 1 accel build build.cpp
expect_one_error ".jpg: an exception without a text"
expect_exit 0 accel build build.cpp -- 1 2 3
expect_text "$jobs/latest/silent/bad.jsonl" '"reason":"an exception without a text"'
mv before.cpp build.cpp

# Its header is whole, so that the import takes it; the thumbnailer does not.
"$MAKE_PICTURE" 64 48 3 photos/03.jpg
size=$(stat -c %s photos/03.jpg)
head -c $((size * 3 / 4)) photos/03.jpg >part && mv part photos/03.jpg
expect_exit 1 accel build build.cpp
expect_one_error "03.jpg" "in analysis of thumbnailer" "build.cpp:5"
expect_totals "1 made, 0 reused, 1 failed"
with_max_bad 1 1
expect_jobs "1 made, 1 reused"
expect_text "$jobs/latest/thumbnailer/bad.jsonl" '"name":"03.jpg"'
