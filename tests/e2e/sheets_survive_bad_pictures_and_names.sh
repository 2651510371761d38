# SPDX-License-Identifier: Apache-2.0
# `accel sheet` of rows without pictures, of bytes that are none, and of names made to break out: each
# is a cell that says so, and the sheet goes on.
. "$(dirname "$0")/common.inc"

mkdir photos
"$MAKE_PICTURE" 64 48 1 'photos/<script>alert(1)<\script>.jpg' 'photos/"><img src=x onerror=y>&amp;.jpg' \
  "photos/$(printf 'red\033[31m\007.jpg')" photos/日本語の写真.jpg photos/العربية.jpg \
  "photos/$(seq -f '%03.0f' -s _ 55).jpg" photos/whole.jpg
head -c 600 photos/whole.jpg >photos/cut.jpg
mkdir methods
cat >methods/spoil.cpp <<'END'
#include <accel/method.h>

// A column of what is no picture, or is one cut short, or is empty, or one that browsers do not show.
struct Spoil : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("spoilt"));

  void analysis(int slice) {
    const std::string_view kinds[] = {"no picture", "", "\x89PNG\r\n\x1a\n", "BM", "GIF89a"};
    int row = slice;
    out.map(source.rows(slice, accel::bytes("image")),
            [&](accel::Bytes) { return accel::Bytes(kinds[row++ % 5]); });
  }
};
ACCEL_METHOD(Spoil)
END
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}, {"max_bad", 1}});
  auto thumbs = urd.build("thumbnailer", {{"size", {32, 32}}, {"format", "bmp"}, {"source", images}, {"max_bad", 9}});
  urd.build("spoil", {{"source", thumbs}, {"max_bad", 9}});'
expect_jobs "3 made, 0 reused"

expect_exit 0 accel sheet thumbnailer
expect_printed "sheet.html: 7 pictures, 1 missing"
expect_no_text sheet.html "<script"
expect_no_text sheet.html "<img src=x"
expect_no_text sheet.html "$(printf '\033')"
expect_no_text sheet.html "$(printf '\007')"
expect_text sheet.html '&lt;script&gt;alert(1)&lt;\\script&gt;.jpg' \
  '&quot;&gt;&lt;img src=x onerror=y&gt;&amp;amp;.jpg' 'red\x1b[31m\x07.jpg' 日本語の写真.jpg العربية.jpg \
  '<div class="none">truncated JPEG: '
# Browsers are given no BMP.
expect_equal "$(grep -o 'src="data:image/[a-z]*' sheet.html | sort | uniq -c | tr -s ' ')" \
  ' 7 src="data:image/jpeg'

expect_exit 0 accel sheet thumbnailer -o sheet.png
expect_printed "sheet.png: 7 pictures, 1 missing"
expect_exit 0 accel sheet thumbnailer -o sheet.jpg --size 20x20 # narrower than any name
expect_exit 0 accel sheet thumbnailer -o tiny.png --size 1x1

# Nothing in it can be shown.
for file in spoilt.html spoilt.png; do
  expect_exit 0 accel sheet spoil --column spoilt -o $file
  expect_printed "$file: 0 pictures, 8 missing"
done
expect_text spoilt.html 'none">not an image' 'none">empty file' 'none">truncated PNG' 'none">truncated GIF'
expect_exit 1 accel sheet spoil --column spoilt,nothing -o other.html
expect_said "has no column 'nothing'"
# By itself it takes the last column that holds pictures.
expect_exit 0 accel sheet spoil -o last.html
expect_text last.html "default · thumb · 8 rows"

# No pictures at all; a job that failed.
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}, {"max_bad", 1}});
  urd.build("thumbnailer", {{"source", images}});'
expect_exit 1 accel build build.cpp
expect_exit 1 accel sheet "$(basename "$(last_job)")" -o failed.html
expect_said "$(basename "$(last_job)")"
mkdir other && cd other
mkdir methods
cat >methods/words.cpp <<'END'
#include <accel/method.h>

struct Words : accel::Method {
  accel::Writer out = writer(accel::text("word"), accel::bytes("data"));

  void synthesis() {
    out.select_slice(0);
    out.write("one", accel::Bytes("1", 1));
  }
};
ACCEL_METHOD(Words)
END
script 'urd.build("words");'
expect_jobs "1 made, 0 reused"
expect_exit 1 accel sheet words
expect_said "has no column of pictures; it has word, data"
expect_no_file sheet.html
