# SPDX-License-Identifier: Apache-2.0
# A column file that is cut while a process has it mapped: whoever reads it ends with an error that
# names the file, in analysis, in prepare and in the build script; nothing passes for a result.
. "$(dirname "$0")/common.inc"

pictures 8 640 480
# Waits once for a file `cut`, before the first value of a column is touched.
waits='static void wait() {
  std::fclose(std::fopen("'$work'/ready", "w"));
  while (::access("'$work'/cut", F_OK) != 0) ::usleep(1000);
}
static long sum(accel::Rows<accel::Bytes> rows, bool waits) {
  long sum = 0;
  for (accel::Bytes image : rows) {
    if (waits && sum == 0) wait();
    for (unsigned char c : image.text()) sum += c;
  }
  return sum;
}'
method in_analysis "accel::Dataset source = dataset(\"source\");
$waits
long analysis(int slice) { return sum(source.rows(slice, accel::bytes(\"image\")), slice == 3); }"
method in_prepare "accel::Dataset source = dataset(\"source\");
$waits
long prepare() { return sum(source.rows(3, accel::bytes(\"image\")), true); }
long analysis(int, long all) { return all; }"
cat >build.cpp <<END
#include <accel/build.h>
#include <cstdio>
#include <unistd.h>
$waits
void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  if (urd.args().empty()) return;
  if (urd.args()[0] == "in_script") {
    std::printf("%ld\n", sum(images.dataset().rows(3, accel::bytes("image")), true));
  } else {
    urd.build(urd.args()[0], {{"source", images}});
  }
}
END
expect_jobs "1 made, 0 reused"
column=$jobs/dev-0/DS/default/image.3.arrow
cp "$column" "$work/kept"

# cut_under CASE SIZE: accel build -- CASE, of which the file is cut to SIZE while it reads.
cut_under() {
  cp "$work/kept" "$column"
  rm -f "$work/ready" "$work/cut"
  start "$ACCEL" build build.cpp -- "$1"
  wait_until test -e "$work/ready"
  truncate -s "$2" "$column"
  : >"$work/cut"
  status=0
  wait "$pid" || status=$?
  expect_equal "$1 $status" "$1 1"
  expect_nothing_running
  expect_finished 1
}

was_cut="the file was truncated, or the disk failed, while it was being read"
cut_under in_analysis 0
expect_one_error "$column: $was_cut" "in analysis of in_analysis (dev-1), slice 3 of 8, row 0"
expect_text "$jobs/dev-1/error.json" "$was_cut"
cut_under in_prepare 0
expect_one_error "$column: $was_cut" "in prepare of in_prepare (dev-2)"
cut_under in_script 0
expect_one_error "$column: $was_cut"

# Inside its last page there is no signal: its end reads as zeros, and that must not pass either.
size=$(stat -c %s "$work/kept")
cut_under in_analysis $((size - 1))
expect_one_error "$column: damaged column file: it was truncated while it was being read" "slice 3 of 8"
cut_under in_script $((size - 1))
expect_one_error "$column: damaged column file: it was truncated while it was being read"
cp "$work/kept" "$column"
expect_exit 0 accel verify
