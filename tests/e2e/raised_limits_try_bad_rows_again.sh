#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# When [images] in accel.toml allows more than before, good rows are kept and bad rows are computed
# again. When it allows less, or if a function met a limit in a row that is not bad, all rows are.
. "$(dirname "$0")/common.inc"

pictures 6
"$MAKE_PICTURE" 2000 1000 1 photos/large.png
echo "no picture" >photos/odd.jpg
echo '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>' >photos/s.svg
method careful '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("small"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [](accel::Bytes image) -> std::optional<accel::Buffer> {
      try {
        return accel::Image(image).thumbnail({9, 9}).encode(accel::Format::bmp);
      } catch (const std::exception&) {
        return std::nullopt;
      }
    });
  }'
sed -i '1i #include <accel/image.h>' methods/careful.cpp
method batches '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("small"));
  void analysis(int slice) {
    auto images = source.rows(slice, accel::bytes("image"));
    out.map_batches(images, 5, [](std::span<const accel::Bytes> some) {
      std::vector<accel::Buffer> small;
      for (const auto image : some) {
        small.push_back(accel::Image(image).thumbnail({9, 9}).encode(accel::Format::bmp));
      }
      return small;
    });
  }'
sed -i '1i #include <accel/image.h>' methods/batches.cpp
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*")}, {"max_bad", 9}});
  urd.build("thumbnailer", {{"size", {20, 20}}, {"source", images}, {"max_bad", 9}});
  urd.build("batches", {{"source", images}, {"max_bad", 9}});
  urd.build("careful", {{"source", images}});'
# settings MAX_PIXELS [LOADERS]
settings() { printf 'slices = 2\n[images]\nmax_pixels = %s\nloaders = [%s]\n' "$1" "${2:-}" >accel.toml; }
# computed "1 2 3 -": as expect_computed, of a build now, which gives what a build from nothing gives.
computed() {
  expect_exit 0 accel build build.cpp
  expect_computed "$1"
  expect_as_from_nothing import_images thumbnailer batches careful
}

settings 1000000
computed "9 9 9 9"
expect_text "$jobs/latest/import_images/bad.jsonl" '"name":"s.svg"' '[\"svg\"]","cause":"limit"}' \
  '"name":"odd.jpg"'
for method in thumbnailer batches; do
  expect_text "$jobs/latest/$method/bad.jsonl" 'above max_pixels, 1000000","cause":"limit"}'
done

# The import computes both of its bad rows again, and odd.jpg is as before. The others compute the
# other one and large.png.
settings 3000000 '"svg"'
computed "2 2 2 9"
expect_no_text "$jobs/latest/import_images/bad.jsonl" limit
expect_no_file "$jobs/latest/thumbnailer/bad.jsonl"
echo "no picture at all" >photos/odd2.jpg
computed "1 1 1 1"

settings 900000 '"svg"'
computed "10 10 10 10"
settings 800000 '"svg"'
rm photos/01.jpg
computed "9 9 9 9"
settings 800000
computed "9 9 9 9"
