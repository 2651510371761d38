# SPDX-License-Identifier: Apache-2.0
# examples/inference: its embeddings are those of OpenCV called directly, a new picture computes one
# row, and a file that is not a network, or is one for other pictures, is an error before the first row.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/opencv.inc"
python=/usr/bin/python3
"$python" -c 'import onnx' 2>/dev/null || skip "Python cannot import onnx (python3-onnx)"

cp -r "$ACCEL_SOURCE_DIR"/examples/inference/. .
expect_exit 0 "$python" make_model.py small.onnx
pictures 6 90 70
"$MAKE_PICTURE" 70 90 40 photos/high.jpg
expect_exit 0 accel build build.cpp -- small.onnx photos
expect_totals "4 made, 0 reused"
"$MAKE_PICTURE" 64 64 200 photos/new.jpg
expect_exit 0 accel build build.cpp -- small.onnx photos
expect_computed "1 1 1 24"  # three neighbours of each of the eight

# By OpenCV alone, on pictures of the same size. blobFromImage has blue first.
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto resized = urd.build("resize_images", {{"size", {64, 64}}, {"format", "bmp"}, {"source", images}});
  urd.build("export_images", {{"column", "resized"}, {"source", resized}}).link_results("*.bmp", "bmp/");'
expect_jobs "2 made, 1 reused"
# shellcheck disable=SC2046
expect_exit 0 g++ -std=c++17 -w -o "$work/direct" "$ACCEL_SOURCE_DIR/tests/support/opencv_embedding.cpp" \
  $(pkg-config --cflags opencv4) -Wl,--as-needed $(pkg-config --libs opencv4)
"$work/direct" small.onnx results/bmp/*.bmp >"$work/direct.txt" || fail "OpenCV alone failed"
accel cat embed -c embedding | sed 1d | tr '[],' '   ' >"$work/rows.txt"
expect_equal "$(wc -lw <"$work/rows.txt")" "$(wc -lw <"$work/direct.txt")"
paste -d ' ' "$work/rows.txt" "$work/direct.txt" | awk '
  { for (i = 1; i <= 16; ++i) { off = $i - $(i + 16); if (off * off > 1e-8 || NF != 32) exit 1 } }' ||
  fail "the embeddings are not OpenCV's: $(paste "$work/rows.txt" "$work/direct.txt")"

# The first neighbour is the nearest, and no picture is its own.
accel cat neighbours -c filename,neighbour_name,distance | sed 1d >"$work/neighbours.txt"
awk '$1 == $2 || ($1 == name && $3 < distance) { exit 1 } { name = $1; distance = $3 }' \
  "$work/neighbours.txt" || fail "not in order: $(cat "$work/neighbours.txt")"
expect_exit 0 accel sheet neighbours --column thumb,neighbour --sort distance \
  --caption "{filename}, {neighbour_name}: {distance:.2f}" -o neighbours.jpg
expect_file neighbours.jpg

# expect_no_row MODEL TEXT...: the job fails in prepare().
cp "$ACCEL_SOURCE_DIR/examples/inference/build.cpp" .
expect_no_row() {
  expect_exit 1 accel build build.cpp -- "$1" photos
  expect_one_error "$@" "in prepare of embed"
  expect_no_file "$(last_job)/DS/default/embedding.0.arrow"
}
echo "This is not a network." >text.onnx
expect_no_row text.onnx "OpenCV cannot read a network (ONNX) from this file"
head -c 3000 small.onnx >cut.onnx
expect_no_row cut.onnx "OpenCV cannot read a network (ONNX) from this file"
expect_exit 0 "$python" make_model.py large.onnx 128
expect_no_row large.onnx "this network takes nx3x128x128, but gets nx3x64x64"
sed -i 's/{64, 64}/{32, 32}/' build.cpp
# Its file allows any height and width, but its matrix does not. OpenCV 4.10 does not even read it.
"$python" - <<'END'
import onnx
model = onnx.load("small.onnx")
for side in model.graph.input[0].type.tensor_type.shape.dim[2:4]:
    side.dim_param = "any"
onnx.save(model, "any.onnx")
END
expect_no_row any.onnx "any.onnx: OpenCV cannot"
expect_nothing_running
