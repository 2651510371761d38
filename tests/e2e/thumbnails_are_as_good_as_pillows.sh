#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Thumbnails are as near to the ideal as those of Pillow, whatever the picture and the format.
. "$(dirname "$0")/common.inc"

python=/usr/bin/python3
"$python" -c 'import PIL' 2>/dev/null || skip "Pillow is not installed (python3-pil)"
quality=$ACCEL_SOURCE_DIR/tests/support/thumbnail_quality.py

mkdir photos
"$python" "$quality" make photos || fail "no pictures"
"$(dirname "$ACCEL")/make_frames" photos 2 >"$out" 2>"$err" || fail "no frames"

cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}});
  for (const char* format : {"bmp", "jpeg"}) {
    for (int width : {640, 200}) {
      auto thumbs = urd.build("thumbnailer", {{"size", {width, 338}}, {"format", format}, {"source", images}});
      auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
      files.link_results("*", std::string(format) + std::to_string(width));
    }
  }
}
END
expect_jobs "9 made, 0 reused"

for format in bmp jpeg; do
  for width in 640 200; do
    run "$python" "$quality" compare photos "results/$format$width" "$width" 338
    [ "$status" = 0 ] || fail "thumbnails as $format, $width wide, are worse than Pillow's"
  done
done
