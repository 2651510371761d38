# SPDX-License-Identifier: Apache-2.0
# A method that writes one of accel's own files, by save_file or with its own means, fails.
. "$(dirname "$0")/common.inc"

script 'urd.build("saves", {{"name", urd.args().at(0)}, {"plainly", urd.args().size() > 1}});'
method saves '
  std::string name = option("name", "");
  bool plainly = option("plainly", false);
  int synthesis() {
    if (!plainly) {
      accel::save_file(name, accel::Bytes("mine"));
    } else if (FILE* file = std::fopen(name.c_str(), "a")) {
      std::fputs("mine", file);
      std::fclose(file);
    }
    return 1;
  }'
for name in setup.json key.txt result.json post.json bad.jsonl error.json; do
  for way in "" plainly; do
    # shellcheck disable=SC2086
    expect_exit 1 accel build build.cpp -- $name $way
    expect_one_error "'$name'" "reserved" "build.cpp:3"
    expect_totals "0 made, 0 reused, 1 failed"
    expect_finished 0
  done
done
for name in DS/default/x.0.arrow source/x OUTPUT/0 slices/0.json inputs/x ../x $work/out-x a/../../x ""; do
  expect_exit 1 accel build build.cpp -- "$name"
  expect_one_error "build.cpp:3"
done
expect_finished 0
expect_no_file "$jobs/x" $work/out-x
expect_jobs "1 made, 0 reused" build.cpp -- "folder/setup.json"
expect_jobs "1 made, 0 reused" build.cpp -- plain.txt plainly
expect_text "$jobs/latest/saves/post.json" '"name": "plain.txt"'
