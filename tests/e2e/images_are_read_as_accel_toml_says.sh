#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kinds of pictures that are not trusted, and pictures that are too large, are bad rows that say so,
# until accel.toml allows them; then those jobs, and no others, are made again. `accel job` lists bad
# rows, with their names escaped.
. "$(dirname "$0")/common.inc"

pictures 4
svg='<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
echo "$svg" >'photos/a
b.svg'
for n in 1 2 3 4 5 6 7 8 9; do echo "no picture" >photos/odd$n.jpg; done
"$MAKE_PICTURE" 2000 1000 1 photos/large.png
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}, {"max_bad", 20}});
  urd.build("thumbnailer", {{"size", {20, 20}}, {"source", images}, {"max_bad", 20}});
  urd.build("shapehist", {{"source", images}});'

expect_jobs "3 made, 0 reused"
expect_text "$jobs/dev-0/bad.jsonl" '"name":"a\nb.svg"' 'SVG is not read by default; allow it in accel.toml: [images] loaders = [\"svg\"]'
expect_no_text "$jobs/dev-0/setup.json" '"images"'
run accel job dev-0
expect_printed "10 bad (bad.jsonl)"
expect_printed '  a\x0ab.svg: SVG is not read by default'
expect_printed "  odd9.jpg: not an image"
expect_equal "$(grep -c '^  [^ ]*: [nS]' "$out")" 10

echo "no picture" >photos/odd10.jpg
expect_jobs "3 made, 0 reused"
run accel job import_images
expect_equal "$(grep -c '^  [^ ]*: [nS]' "$out")" 10
expect_printed "and 1 more in bad.jsonl"

cat >accel.toml <<'END'
[images]
loaders = ["svg"]
max_pixels = 1000000
END
expect_jobs "3 made, 0 reused"
expect_printed 'setting loaders: the default became ["svg"]'
last=$jobs/latest/import_images
expect_no_text "$last/bad.jsonl" 'svg'
expect_text "$jobs/latest/thumbnailer/bad.jsonl" '"name":"large.png"' "image too large: 2000x1000 is above max_pixels, 1000000"
expect_text "$last/key.txt" 'setting	loaders	["svg"]' 'setting	max_pixels	1000000'
expect_text "$last/setup.json" '"max_pixels": 1000000'
expect_no_text "$jobs/latest/shapehist/key.txt" 'setting'
expect_jobs "0 made, 3 reused"

rm accel.toml
expect_jobs "0 made, 3 reused"
printf '[images]\nloaders = ["csv"]\n' >accel.toml
expect_exit 1 accel build build.cpp
expect_said "accel.toml:2: unknown name 'csv' in loaders; the known names are jp2k, jxl, pdf, ppm, rad, svg"
