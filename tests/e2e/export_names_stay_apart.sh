# SPDX-License-Identifier: Apache-2.0
# export_images: one name in two folders stays two; the extension that fits is appended, or not;
# clashes and names that lead out are refused before anything is written.
. "$(dirname "$0")/common.inc"

mkdir -p photos/a photos/b/c
"$MAKE_PICTURE" 20 10 1 photos/a/one.jpg photos/b/one.jpg photos/b/c/two.JPEG photos/b/three.webp photos/b/four photos/five.tiff
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  const std::string format = urd.args()[0];
  auto images = urd.build("import_images", {{"files", accel::glob("photos/**")}});
  auto thumbs = urd.build("thumbnailer", {{"size", {5, 5}}, {"format", format}, {"source", images}});
  urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}, {"keep_names", urd.args().size() > 1}});
}
END
exported() { (cd "$jobs/latest/export_images/" && find . \( -name source -o -name slices -o -name DS \) -prune -o \
  -type f ! -name '*.json' ! -name key.txt ! -name files.tsv -print | LC_ALL=C sort | tr '\n' ' '); }
expect_jobs "3 made, 0 reused" build.cpp -- jpeg
expect_equal "$(exported)" \
  "./a/one.jpg ./b/c/two.JPEG ./b/four.jpg ./b/one.jpg ./b/three.webp.jpg ./five.tiff.jpg "
expect_jobs "2 made, 1 reused" build.cpp -- tiff
expect_equal "$(exported)" \
  "./a/one.jpg.tiff ./b/c/two.JPEG.tiff ./b/four.tiff ./b/one.jpg.tiff ./b/three.webp.tiff ./five.tiff "
expect_equal "$(accel cat export_images -c file --no-header | tr '\n' ' ')" \
  "a/one.jpg.tiff b/c/two.JPEG.tiff b/four.tiff b/one.jpg.tiff b/three.webp.tiff five.tiff "
expect_jobs "1 made, 2 reused" build.cpp -- tiff keep
expect_equal "$(exported)" "./a/one.jpg ./b/c/two.JPEG ./b/four ./b/one.jpg ./b/three.webp ./five.tiff "
expect_equal "$(cat "$jobs/dev-0/inputs/files.tsv" | cut -f 1 | tr '\n' ' ')" \
  "a/one.jpg b/c/two.JPEG b/four b/one.jpg b/three.webp five.tiff "

# Two that come to one name; a picture and a folder of one name.
cp photos/b/four photos/b/four.jpg
expect_exit 1 accel build build.cpp -- jpeg
expect_one_error "'b/four.jpg'" "export_images" "build.cpp:7"
expect_equal "$(find "$(last_job)" -name '*.jpg')" ""
expect_file "$(last_job)/error.json"
expect_totals "2 made, 0 reused, 1 failed"
rm photos/b/four.jpg

# Names that a method made up.
method names '
  std::string first = required<std::string>("name");
  accel::Writer out = writer(accel::text("filename"), accel::bytes("image"));
  void analysis(int slice) { if (slice < 2) out.write(slice == 0 ? "good.jpg" : first, accel::Bytes("x")); }'
cat >names.cpp <<'END'
#include <accel/build.h>
void accel_main(accel::Urd& urd) {
  auto names = urd.build("names", {{"name", urd.args()[0]}});
  urd.build("export_images", {{"column", "image"}, {"source", names}});
}
END
for name in ../out.jpg $work/out-of.jpg a/../../out.jpg "" . .. a/ good.jpg good.jpg/x.jpg setup.json \
  post.json result.json key.txt bad.jsonl files.tsv error.json DS/x.jpg source/x.jpg slices/x OUTPUT/prepare inputs/x; do
  expect_exit 1 accel build names.cpp -- "$name"
  expect_one_error "export_images" "names.cpp:4"
  [ -z "$name" ] || expect_said "'${name%/x.jpg}"
  last=$(last_job)
  expect_file "$last/error.json"
  expect_no_file "$last/good.jpg" "$jobs/out.jpg" $work/out-of.jpg
done
expect_jobs "2 made, 0 reused" names.cpp -- "deep/er/and.jpg"
expect_file "$jobs/latest/export_images/deep/er/and.jpg"
