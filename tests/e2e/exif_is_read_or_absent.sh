# SPDX-License-Identifier: Apache-2.0
# image_exif reads EXIF in its cage. What cannot be right is absent, and Exiv2 prints nothing about it.
. "$(dirname "$0")/common.inc"

pictures 4
taken photos/01.jpg "2026:05:01 12:34:56"
taken photos/02.jpg "0000:00:00 00:00:00"
taken photos/03.jpg "2026:05:01 12:34:56"
printf '\377' | dd of=photos/03.jpg bs=1 seek=49 conv=notrunc status=none  # where its time is
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto exif = urd.build("image_exif", {{"source", images}});
  urd.build("filter_rows", {{"source", exif}, {"where", "taken_at >= '\''2026-05-01'\''"}});'
expect_jobs "3 made, 0 reused"
expect_exit 0 accel cat image_exif -c filename --where "taken_at is absent"
expect_equal "$(tail -n +2 "$out" | tr '\n' ' ')" "02.jpg 03.jpg 04.jpg "
expect_exit 0 accel cat filter_rows -c filename,taken_at,latitude
expect_printed "01.jpg" "2026-05-01T12:34:56"
expect_exit 0 accel method image_exif
expect_printed "caged"
expect_no_file "$jobs/latest/image_exif/OUTPUT"

# A file that is not a picture is a bad row, as for the other methods.
echo text >photos/05.jpg
method read_files 'accel::Files files = input_files("files", "", "base");
  accel::Writer out = writer(accel::bytes("image"), accel::text("filename"));
  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& f) { return std::tuple(f.read(), f.name()); });
  }'
script 'auto images = urd.build("read_files", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("image_exif", {{"source", images}});'
expect_failure 1 "05.jpg: not an image (first bytes 74 65 78 74)"
