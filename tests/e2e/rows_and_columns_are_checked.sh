# SPDX-License-Identifier: Apache-2.0
# A writer that gets values of the wrong kind or number, too few rows or too many for append_to, or
# nothing at all: the job fails and says what.
. "$(dirname "$0")/common.inc"

pictures 8
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  if (!urd.args().empty()) urd.build(urd.args()[0], {{"source", images}});'
expect_jobs "1 made, 0 reused"
appends() { method "$1" 'accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("a"), accel::text("b"));
  void analysis(int slice) { (void)slice; '"$2"' }'; }
appends few 'if (slice != 3) out.write(1, "x");'
appends many 'out.write(1, "x"); if (slice == 3) out.write(1, "x");'
appends one_value 'out.write(1);'
appends three_values 'out.write(1, "x", 2);'
appends kinds 'out.write("x", 1);'
appends text 'out.write(1, "\xff");'
appends slices 'out.select_slice(0); out.write(1, "x");'
appends column 'for (auto image : source.rows(slice, accel::bytes("imag"))) out.write(image.size(), "");'
appends type 'for (auto image : source.rows(slice, accel::text("image"))) out.write(image.size(), "");'
method twice 'accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::int64("a"), accel::int64("a")); void analysis(int) {}'
method unused 'accel::Dataset source = dataset("source");
  accel::Writer out = writer(accel::int64("a")); int synthesis() { return 1; }'
fails() {
  name=$1
  expect_exit 1 accel build build.cpp -- "$name"
  shift
  expect_one_error "$@" "$name" "build.cpp:4"
  expect_totals "0 made, 1 reused, 1 failed"
  expect_finished 1
}
fails few "slice 3 of 8" "row"
fails many "slice 3 of 8" "row"
fails one_value "in analysis of one_value" "2" "1"
fails three_values "in analysis of three_values" "2" "3"
fails kinds "'a'" "int64"
fails text "'b'" "UTF-8"
fails slices "select_slice"
fails column "'imag'" "did you mean 'image'?"
fails type "'image'" "bytes" "text"
fails unused "never written"
expect_exit 1 accel build build.cpp -- twice
expect_one_error "'a'" "twice" "build.cpp:4"

# A misspelt column of a standard method.
script 'auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("export_images", {{"column", "imgae"}, {"source", images}});'
expect_failure 1 "'imgae'" "did you mean 'image'?" "export_images" "build.cpp:4"
