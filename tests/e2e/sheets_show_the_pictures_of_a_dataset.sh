# SPDX-License-Identifier: Apache-2.0
# `accel sheet`: 150 thumbnails as a page, a PNG and a JPEG; two columns side by side; chosen rows;
# impossible requests are reported, and then nothing is written.
. "$(dirname "$0")/common.inc"

pictures 150 320 200
mv photos/150.jpg photos/last.jpg
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto thumbs = urd.build("thumbnailer", {{"size", {160, 90}}, {"format", "jpeg"}, {"source", images}});
  urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
  urd.build("shapehist", {{"source", images}});'
expect_jobs "4 made, 0 reused"
thumbnail=$(base64 -w 0 "$jobs/dev-2/last.jpg")

# The page holds every thumbnail as it is, and no script.
expect_exit 0 accel sheet thumbnailer
expect_printed "sheet.html: 150 pictures, "
expect_equal "$(grep -o '<img ' sheet.html | wc -l)" 150
expect_equal "$(grep -o 'alt="[^"]*"' sheet.html | sort -u | wc -l)" 150
expect_text sheet.html "src=\"data:image/jpeg;base64,$thumbnail\"" ">last.jpg<" ">144×90 · " \
  "<h1>thumbnailer dev-1</h1>" "default · thumb · 150 rows · $(date -u +%Y-)" \
  "default-src 'none'; img-src data:"
expect_no_text sheet.html "<script"
expect_no_text sheet.html "http:"
expect_no_text sheet.html "https:"

# sheet_size FILE: as accel itself reads it, pixels and all.
cat >size.cpp <<'END'
#include <accel/build.h>

#include <cstdio>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("sheets/*")}});
  urd.build("thumbnailer", {{"size", {9, 9}}, {"source", images}}).dataset();
  std::printf("%s\n", urd.build("shapehist", {{"source", images}}).result().json().c_str());
}
END
sheet_size() {
  rm -rf sheets && mkdir sheets && cp "$1" sheets
  accel build size.cpp 2>"$err" | sed -n 's/^{"\(.*\)": *1}$/\1/p'
}
# 7 columns of 200 and their gaps; 22 rows of 90 with names.
for file in sheet.png sheet.jpg; do
  expect_exit 0 accel sheet dev-1/default -o $file
  expect_printed "$file: 150 pictures, "
  expect_equal "$(sheet_size $file)" "1544x$((2 * 24 + 62 + 22 * (90 + 6 + 18 + 16)))"
done

# Two columns: what is too large for a page becomes smaller.
expect_exit 0 accel sheet dev-1 --column image,thumb --rows 0-9 -o two.html
expect_printed "two.html: 20 pictures"
expect_equal "$(grep -o '<figure>' two.html | wc -l)" 10
expect_text two.html ">image · 320×200 · " ">thumb · 144×90 · " 'alt="01.jpg, thumb"'
expect_exit 0 accel sheet dev-1 --column image,thumb --rows 0-9 -o two.png --size 100x100 --columns 2
expect_equal "$(sheet_size two.png)" "$((2 * 24 + 2 * 204 + 16))x$((2 * 24 + 62 + 5 * (63 + 6 + 18 + 16)))"

# Rows.
shown() {
  expect_exit 0 accel sheet dev-1 --force "$@"
  grep -o 'dir="auto">[^<]*<' sheet.html | tr -d '<' | cut -d '>' -f 2 | tr '\n' ' '
}
expect_equal "$(shown --rows 0,3-4,147-)" "01.jpg 04.jpg 05.jpg 98.jpg 99.jpg last.jpg "
expect_equal "$(shown --rows 'las*,1')" "02.jpg last.jpg "
expect_equal "$(shown --rows '*9.jpg' --most 2)" "09.jpg 109.jpg "
expect_exit 0 accel sheet dev-1 --force --rows '*9.jpg' --most 2
expect_said "2 of 15 rows are shown; --most 15 shows all"
expect_text sheet.html "2 of 15 rows are shown"

# What cannot be.
rm sheet.html
refused() {
  code=$1
  text=$2
  shift 2
  expect_exit "$code" accel sheet "$@"
  expect_said "$text"
  expect_no_file sheet.html
}
refused 1 "has no column 'tumb' (did you mean 'thumb'?)" dev-1 --column tumb
refused 1 "column 'shape' of dev-1/default is json, and pictures are bytes" dev-1 --column shape
refused 1 "there is no row 150: dev-1/default has 150 rows" dev-1 --rows 150
refused 1 "no row of dev-1/default is called '*.gif'" dev-1 --rows '*.gif'
refused 1 "the last comes before the first" dev-1 --rows 9-3
refused 1 "thumbnailer" thumbnaile
refused 1 "has no dataset" dev-3
refused 2 "expected a name that ends with .html, .png or .jpg" dev-1 -o sheet.gif
refused 2 "expected WIDTHxHEIGHT" dev-1 --size 0x10
refused 2 "expected WIDTHxHEIGHT" dev-1 --size 100
refused 1 "more than 65000 on a side" dev-1 --column image --size 4096x4096 --columns 150 -o big.jpg
expect_no_file big.jpg
expect_equal "$(find . -maxdepth 1 -name '*.tmp-*')" ""
