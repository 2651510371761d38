# SPDX-License-Identifier: Apache-2.0
# A method that changes what its job was given (setup.json, key.txt, source/) fails; what is left is
# what the job was started with, so that it can be run again. A setup.json of an earlier accel, which
# says less, is run as it is. Closed descriptors are nobody's.
. "$(dirname "$0")/common.inc"

method tampers '
  std::string name = option("name", "");
  bool dies = option("dies", false);
  void synthesis() {
    if (name == "post.json" || name == "error.json") {
      ::mkdir(name.c_str(), 0777);
    } else if (!name.empty()) {
      ::unlink(name.c_str());
      std::ofstream(name) << "{}";
    }
    if (dies) std::abort();
  }'
sed -i '1i #include <fstream>\n#include <sys/stat.h>' methods/tampers.cpp
script 'urd.build("tampers", {{"name", urd.args().at(0)}, {"dies", urd.args().size() > 1}});'
tampered() {
  expect_exit 1 accel build build.cpp -- "$@"
  job=$(last_job)
  expect_text "$job/setup.json" '"method": "tampers"'
  expect_text "$job/error.json" '"what"'
  [ ! -e "$job/post.json" ] || fail "there is a post.json"
  expect_text "$job/key.txt" 'accel key 1'
}
for name in setup.json key.txt post.json error.json; do
  tampered "$name"
  tampered "$name" dies
  expect_exit 1 accel build build.cpp -- "$name"
  expect_no_text "$err" "Is a directory"
done
tampered source/tampers.cpp
expect_said "'source'"
expect_no_file "$(last_job)/source"
expect_jobs "1 made, 0 reused" build.cpp -- ""

# Without what this accel adds.
job=$(last_job)
expect_exit 0 accel run-job "$job" --into "$work/copy"
rm "$work/copy/post.json"
grep -v -e '"timeout"' -e '"row_timeout"' -e '"stalled_after"' "$work/copy/setup.json" >"$work/old"
mv "$work/old" "$work/copy/setup.json"
expect_exit 0 accel run-job "$work/copy"
expect_file "$work/copy/post.json"

rm -r workdirs
status=0
"$ACCEL" build build.cpp -- "" <&- >&- 2>&- || status=$?
expect_equal "$status" 0
expect_jobs "0 made, 1 reused" build.cpp -- ""
