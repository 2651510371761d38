# SPDX-License-Identifier: Apache-2.0
# `accel sheet JOB1 JOB2`: rows are paired by name, whatever their order; those that differ, or that one
# lacks, are shown side by side; the rest is counted.
. "$(dirname "$0")/common.inc"

pictures 12 80 60
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}, {"max_bad", 5}});
  urd.build("thumbnailer", {{"size", {40, 40}}, {"format", "jpeg"}, {"source", images}, {"max_bad", 5}});'
expect_jobs "2 made, 0 reused"
rm photos/02.jpg                                # in the first only
cp photos/04.jpg photos/00.jpg                  # in the second only, and every row has another number
"$MAKE_PICTURE" 80 60 77 photos/05.jpg          # other bytes
head -c 600 photos/06.jpg >cut && mv cut photos/06.jpg # bad now
expect_jobs "2 made, 0 reused"

expect_exit 0 accel sheet dev-1 dev-3
expect_printed "sheet.html: 5 pictures, 3 missing; 4 rows differ, 9 equal, "
expect_equal "$(grep -o 'dir="auto">[^<]*<' sheet.html | tr -d '<' | cut -d '>' -f 2 | tr '\n' ' ')" \
  "02.jpg 05.jpg 06.jpg 00.jpg "
expect_text sheet.html "thumbnailer dev-1 and thumbnailer dev-3" "thumb · 4 rows differ, 9 equal · left dev-1, " \
  ">not in dev-3</div><small>dev-3<" ">not in dev-1</div><small>dev-1<" ">truncated JPEG: " \
  "<small>dev-1 · 40×30 · " "<small>dev-3 · 40×30 · "
expect_exit 0 accel sheet dev-1 dev-3 --rows 0-4 -o some.png
expect_printed "some.png: 3 pictures, 1 missing; 2 rows differ, 3 equal, "
expect_exit 0 accel sheet dev-1 dev-3 --most 1 -o one.jpg
expect_printed "one.jpg: 1 picture, 1 missing; 4 rows differ, 9 equal, "
expect_said "1 of 4 rows are shown; --most 4 shows all"

# Nothing differs; what cannot be compared.
expect_exit 0 accel sheet dev-1 dev-1 -o same.html
expect_printed "nothing differs: 12 rows equal; no sheet is written"
expect_no_file same.html
expect_exit 1 accel sheet dev-1 dev-2 -o other.html
expect_said "dataset dev-2/default has no column 'thumb'; it has "
expect_exit 2 accel sheet dev-1 dev-3 --column image,thumb -o other.html
expect_said "two jobs are compared in one column"
expect_no_file other.html

# Rows of one name are paired in their order.
method twice 'accel::Writer out = writer(accel::text("filename"), accel::bytes("data"));
void synthesis() {
  out.select_slice(0);
  for (const std::string_view data : {"first", "second", "third"}) out.write("one.jpg", accel::Bytes(data));
}'
script 'urd.build("twice");'
expect_jobs "1 made, 0 reused"
expect_exit 0 accel sheet twice twice --column data -o twice.html
expect_printed "nothing differs: 3 rows equal; no sheet is written"
