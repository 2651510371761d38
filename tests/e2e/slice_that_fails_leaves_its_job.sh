# SPDX-License-Identifier: Apache-2.0
# accel run-job DIR --slice N that fails changes the files of slice N only: the job's error.json,
# its other slices and what it was started with stay. The next build continues with the rest.
. "$(dirname "$0")/common.inc"

pictures 8
printf 'slices = 4\nconcurrency = 1\n' >accel.toml
method fragile '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("x"));
  void analysis(int slice) {
    std::printf("in slice %d\n", slice);
    const std::string number = std::to_string(slice);
    const bool fails = ::access(("'"$work"'/fails" + number).c_str(), F_OK) == 0;
    for (auto name : source.rows(slice, accel::text("filename"))) {
      if (fails) throw accel::Error("not slice " + number);
      out.write(name.size());
    }
  }'
sed -i '1i #include <unistd.h>\n#include <cstdio>\n#include <string>' methods/fragile.cpp
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("fragile", {{"source", images}});'

others() {  # all files of the job but those of slice 1
  checksums "$jobs/dev-1" | grep -vE 'slices/1\.|\.1\.arrow|OUTPUT/1$'
}
touch "$work/fails3"
expect_failure 1 "not slice 3"
expect_text "$jobs/dev-1/error.json" '"slice": 3'
others >"$work/before"
touch "$work/fails1"
expect_exit 1 accel run-job "$jobs/dev-1" --slice 1
expect_one_error "not slice 1" "in analysis of fragile (dev-1), slice 1 of 4, row 0"
others >"$work/after"
diff "$work/before" "$work/after" || fail "it changed other files"
expect_text "$jobs/dev-1/slices/1.error.json" '"slice": 1' '"row": 0' 'in slice 1'
expect_no_file "$jobs/dev-1/slices/1.json" "$jobs/dev-1/DS/default/x.1.arrow"

rm "$work/fails1"
expect_exit 0 accel run-job "$jobs/dev-1" --slice 1
expect_file "$jobs/dev-1/slices/1.json"
expect_no_file "$jobs/dev-1/slices/1.error.json"
others >"$work/after"
diff "$work/before" "$work/after" || fail "it changed other files"

rm "$work/fails3"
expect_jobs "1 made, 1 reused"
expect_printed "3 of 4 slices kept"
