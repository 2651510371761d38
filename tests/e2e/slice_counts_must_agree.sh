# SPDX-License-Identifier: Apache-2.0
# Two datasets that a method reads slice by slice must have the same number of slices; one that is
# read as a whole need not.
. "$(dirname "$0")/common.inc"

pictures 3
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto all = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto one = urd.build("import_images", {{"files", "photos/01.jpg"}});
  urd.build("whole", {{"first", all}, {"second", one}});
  urd.build("both", {{"first", all}, {"second", one}});
}
END
method both 'accel::Dataset first = dataset("first"), second = dataset("second"); void analysis(int) {}'
method whole 'accel::Dataset first = dataset("first"), second = dataset("second", {.whole = true});
  std::int64_t analysis(int slice) { return first.row_count(slice) * second.row_count(); }
  std::int64_t synthesis(const std::vector<std::int64_t>& counts) { return accel::merged(counts); }'
echo 'slices = 3' >accel.toml
expect_jobs "4 made, 0 reused"
expect_equal "$(cat "$jobs/latest/whole/result.json")" 3
# The count is not in the key: what is there stays.
echo 'slices = 5' >accel.toml
expect_jobs "0 made, 4 reused"
rm -r "$jobs/dev-1"
expect_failure 1 "'first' (dev-0/default) has 3" "'second' (dev-4/default) has 5" "build.cpp:7"
expect_totals "1 made, 1 reused"
