#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures of every sort are decoded to the pixels that Pillow decodes them to: bits, colours, alpha,
# palettes, profiles, turnings, pages, sides.
. "$(dirname "$0")/common.inc"

python=/usr/bin/python3
"$python" -c 'import PIL' 2>/dev/null || skip "Pillow is not installed (python3-pil)"
reference=$ACCEL_SOURCE_DIR/tests/support/image_reference.py

mkdir photos
"$python" "$reference" make photos || fail "no pictures"

cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}});
  for (const char* format : {"bmp", "png"}) {
    auto thumbs = urd.build("thumbnailer", {{"size", {10000, 10000}}, {"format", format}, {"source", images}});
    auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
    files.link_results("*", format);
  }
}
END
expect_jobs "5 made, 0 reused"
for format in bmp png; do
  run "$python" "$reference" compare photos "results/$format"
  [ "$status" = 0 ] || fail "pictures are not as Pillow's, as $format"
done
