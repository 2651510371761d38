#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Methods get the pixels that Pillow gives: of pictures of every sort, in all colours, of a part
# where it is seen, and scaled.
. "$(dirname "$0")/common.inc"

python=/usr/bin/python3
"$python" -c 'import PIL' 2>/dev/null || skip "Pillow is not installed (python3-pil)"
reference=$ACCEL_SOURCE_DIR/tests/support/image_reference.py

mkdir photos inks methods
"$python" "$reference" make photos || fail "no pictures"
"$python" "$reference" make-inks inks || fail "no pictures of inks"

cat >methods/look.cpp <<'END'
// look: pictures of the pixels that a method sees.
#include <accel/method.h>
#include <accel/pixels.h>

struct Look : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out =
      append_to(source, accel::bytes("rgba"), accel::bytes("rgb"), accel::bytes("grey"),
                accel::bytes("cut"), accel::bytes("small"));

  static accel::Buffer file(const accel::Image& image, accel::Colours colours) {
    return accel::encode(image.pixels(colours), accel::Format::png);
  }

  static auto row_of(accel::Bytes bytes) {
    using enum accel::Colours;
    const accel::Image image(bytes);
    const auto [width, height] = image.pixels(grey).size();
    const accel::Rect part{width / 4, height / 3, (width + 1) / 2, (height + 2) / 3};
    return std::tuple(file(image, rgba), file(image, rgb), file(image, grey),
                      file(image.crop(part), rgba),
                      file(image.resize({20, 12}, accel::Fit::stretch), rgba));
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), row_of); }
};
ACCEL_METHOD(Look)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  for (const char* files : {"photos/*", "inks/*"}) {
    auto images = urd.build("import_images", {{"files", accel::glob(files)}});
    urd.build("look", {{"source", images}});
  }
}
END
expect_jobs "4 made, 0 reused"
expect_exit 0 accel export look --column rgb --format files -o rgb-inks
run "$python" "$reference" compare-inks rgb-inks
[ "$status" = 0 ] || fail "inks are not as Pillow decodes them"
for view in rgba rgb grey cut small; do
  expect_exit 0 accel export dev-1 --column "$view" --format files -o "$view"
  run "$python" "$reference" compare photos "$view" "$view"
  [ "$status" = 0 ] || fail "pixels are not as Pillow's: $view"
done
