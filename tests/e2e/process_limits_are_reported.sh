# SPDX-License-Identifier: Apache-2.0
# Limits on open files, processes and memory: exit code 3, the cause, and what to do; or the build
# goes on with less. Nothing is left running, and without the limit the same command goes on.
. "$(dirname "$0")/common.inc"

if ldd "$ACCEL" | grep -q libasan; then skip "asan needs memory without limits"; fi
pictures 8 200 100
thumbs_script
method hungry '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("size"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [](accel::Bytes) {
      return std::vector<char>(std::size_t{1} << 31, 1).size();
    });
  }'
sed -i '1i #include <vector>' methods/hungry.cpp
expect_jobs "4 made, 0 reused"
# Few open files: told, at whatever place they run out.
rm -r workdirs
for files in 8 12; do
  run prlimit --nofile=$files "$ACCEL" build build.cpp 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  expect_nothing_running
  [ "$status" != 0 ] || continue
  expect_equal "$files: $status" "$files: 3"
  expect_said "Too many open files" "ulimit -n"
done
expect_exit 0 accel build build.cpp
expect_jobs "0 made, 4 reused"

# Little memory: the job fails whatever bad rows are allowed, since with more they would be good.
sed -i 's/^}/  urd.build("hungry", {{"source", images}, {"max_bad", 8}});\n}/' build.cpp
run prlimit --as=1000000000 "$ACCEL" build build.cpp
expect_equal "$status" 3
expect_said "out of memory" "run fewer workers" "in analysis of hungry"
expect_nothing_running
expect_jobs "1 made, 4 reused"

# No room for another process: the build says so, or goes on with the workers that it has.
[ "$(id -u)" = 0 ] || exit 0
command -v setpriv >/dev/null || exit 0
chmod 755 "$work"
chown -R 12345:12345 "$work" 2>/dev/null || exit 0
setpriv --reuid 12345 --regid 12345 --clear-groups "$ACCEL" --version >/dev/null 2>&1 || exit 0
rm -r workdirs
for processes in 1 2 4 8; do
  run setpriv --reuid 12345 --regid 12345 --clear-groups prlimit --nproc=$processes "$ACCEL" build build.cpp
  expect_nothing_running
  [ "$status" != 0 ] || continue
  expect_equal "$processes: $status" "$processes: 3"
  expect_said "Resource temporarily unavailable" "ulimit -u"
done
expect_equal "$status" 0
