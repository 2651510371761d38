# SPDX-License-Identifier: Apache-2.0
# examples/analyses: three analyses of one import see what is in the pictures, the last dataset has
# the columns of all, and one sheet shows them. After an edit of one, the others keep their rows.
. "$(dirname "$0")/common.inc"

# "plain.jpg" is one colour; "square.jpg" has a checkered square on it, near the lower right corner.
method paint 'void synthesis() {
  accel::Pixels pixels({400, 300}, 3);
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 400; ++x) set(pixels, x, y, {0x40, 0x60, 0xa0});
  }
  accel::save_file("plain.jpg", accel::encode(pixels, accel::Format::jpeg, {95}));
  for (int y = 200; y < 260; ++y) {
    for (int x = 300; x < 360; ++x) {
      if ((x / 10 + y / 10) % 2 == 0) set(pixels, x, y, {0xff, 0xe0, 0x20});
    }
  }
  accel::save_file("square.jpg", accel::encode(pixels, accel::Format::jpeg, {95}));
}
static void set(accel::Pixels& pixels, int x, int y, std::array<std::uint8_t, 3> colour) {
  for (int band = 0; band < 3; ++band) pixels.at(x, y, band) = colour[static_cast<std::size_t>(band)];
}'
sed -i '1i #include <accel/pixels.h>\n#include <array>' methods/paint.cpp
script 'urd.build("paint");'
expect_jobs "1 made, 0 reused"
mkdir photos
cp "$jobs"/dev-0/*.jpg photos

cp "$ACCEL_SOURCE_DIR"/examples/analyses/methods/* methods
cp "$ACCEL_SOURCE_DIR"/examples/analyses/build.cpp analyses.cpp
expect_exit 0 accel build analyses.cpp -- photos
expect_totals "4 made, 0 reused"

# The numbers.
seen() { accel cat colours -c filename --where "$1" | tail -n +2 | tr '\n' ' '; }
expect_equal "$(seen 'edge_strength > 1')" "square.jpg "
expect_equal "$(seen 'salient_at[0] > 0.7 and salient_at[0] < 0.95 and salient_at[1] > 0.6')" "square.jpg "
expect_equal "$(seen 'main_share > 0.95')" "plain.jpg square.jpg "
expect_equal "$(accel cat colours -c main_colour | grep -c '^#[34].[56].[9a].$')" 2

# The pictures: there is something in those of the square, and nothing in those of the plain.
mkdir made
for column in edges saliency colours; do
  expect_exit 0 accel export colours --column $column --format files -o "made/$column"
done
cat >look.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto made = urd.build("import_images", {{"files", accel::glob("made/*/*")}, {"base", "made"}});
  urd.build("image_stats", {{"source", made}});
}
END
expect_exit 0 accel build look.cpp
varied=$(accel cat image_stats -c filename --where "deviation[0] > 8" | tail -n +2 | sed 's/\..*//' | tr '\n' ' ')
expect_equal "$varied" "colours/square edges/square saliency/square "
expect_equal "$(accel cat image_stats -c shape | grep -c '^\[400,300\]$')" 6

# The sheet.
expect_exit 0 accel sheet colours --column image,edges,saliency,colours --sort edge_strength --reverse \
  --caption '{filename}: edges {edge_strength:.1f}, {main_colour} {main_share:.2f}'
expect_printed "sheet.html: 8 pictures, "
expect_text sheet.html " · sorted by edge_strength, largest first · " ">plain.jpg: edges 0.0, #"
expect_equal "$(grep -o 'dir="auto">[a-z]*' sheet.html | cut -d '>' -f 2 | tr '\n' ' ')" "square plain "

# Only what changed runs.
sed -i 's/kRounds = 12/kRounds = 13/' methods/colours.cpp
expect_exit 0 accel build analyses.cpp -- photos
expect_printed "made    colours " "reused  edges " "reused  saliency "
sed -i 's/2 \* length/3 * length/' methods/edges.cpp
expect_exit 0 accel build analyses.cpp -- photos
expect_equal "$(accel job saliency --json | grep -o '"computed_rows": *[0-9]*' | grep -o '[0-9]*$')" 0
expect_equal "$(accel job colours --json | grep -o '"computed_rows": *[0-9]*' | grep -o '[0-9]*$')" 0
