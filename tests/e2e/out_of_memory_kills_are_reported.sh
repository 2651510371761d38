# SPDX-License-Identifier: Apache-2.0
# A worker that the kernel kills because a memory limit is reached: the build says that memory ran out,
# and at which row, and ends with 3. With more memory the same command goes on.
. "$(dirname "$0")/common.inc"

group=
for root in /sys/fs/cgroup/memory /sys/fs/cgroup; do
  [ -z "$group" ] && mkdir "$root/accel-test-$$" 2>/dev/null && group=$root/accel-test-$$
done
[ -n "$group" ] || skip "no control group can be made"
trap 'status=$?; rmdir "$group"; (exit $status); at_exit' EXIT
limit=
for file in memory.max memory.limit_in_bytes; do
  [ -e "$group/$file" ] && echo 150M >"$group/$file" && limit=$file
done
[ -n "$limit" ] || skip "no control group with a limit on memory"
[ ! -e "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"
if ldd "$ACCEL" | grep -q libasan; then skip "asan needs more memory"; fi

pictures 3
method hungry '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("size"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename")), [](std::string_view name) {
      const std::size_t size = name == "02.jpg" ? 600u << 20 : 1000;
      std::vector<char> bytes(size, 1);
      return bytes.size();
    });
  }'
sed -i '1i #include <vector>' methods/hungry.cpp
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  if (!urd.args().empty()) urd.build("hungry", {{"source", images}, {"max_bad", 3}});'
expect_jobs "1 made, 0 reused"
expect_exit 0 accel method hungry  # compilers need more
run sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" build build.cpp -- hungry' - "$group" "$ACCEL"
expect_equal "$status" 3
expect_one_error "02.jpg: the worker was killed by signal 9" "the machine was out of memory" "run fewer workers" "in analysis of hungry (dev-1)"
expect_nothing_running
expect_jobs "1 made, 1 reused" build.cpp -- hungry
expect_printed "resumed, " " dev-1 "
